import { summariseEvent } from "../../core/events/eventSummary.ts";
import { stringValue } from "../../core/otlp/anyValue.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { withoutWorkflowCommands } from "../../core/text/withoutWorkflowCommands.ts";
import type { EventLine } from "./eventLine.ts";

/** An event for people: one line, below it the findings. Control characters of the telemetry are escaped. */
export function prettyEvent(line: EventLine, view: string): string {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const attributes = new Map(Object.entries(line.attributes).map(([name, value]) => [name, stringValue(text(value))]));
  const body = line.body === undefined ? undefined : stringValue(text(line.body));
  const time = line.time?.slice(11, 23) ?? "--:--:--.---";
  const session = line.session ? `${line.session.slice(-8)}/${line.turn}` : "-";
  const summary = summariseEvent(line.event, attributes, body);
  const routes = Object.entries(line.routes)
    .filter(([destination]) => view === "local" || view === "raw" || destination === view)
    .map(([destination, { decision, redactions }]) =>
      decision === "deliver"
        ? `${destination}${redactions.length > 0 ? ` (${redactions.length} redacted)` : ""}`
        : `not ${destination}`,
    );
  const findings = line.findings.map(
    ({ severity, message }) => `    ! ${severity}: ${escapeControlCharacters(message)}\n`,
  );
  const sender = line.sender === "unverified" ? "[unverified sender]" : "";
  const row = [time, session, sender, line.event, summary, `→ ${routes.join(", ")}`].filter((part) => part !== "");
  return withoutWorkflowCommands(`${escapeControlCharacters(row.join("  "))}\n${findings.join("")}`);
}
