import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { formatTimestamp } from "../../core/events/eventTime.ts";
import { productActions } from "../../core/policy/actions/index.ts";
import {
  type AccountStep,
  type AttributeAccount,
  type EventAccount,
  explainEvent,
} from "../../core/policy/evaluate/explain.ts";
import { isUnsearched } from "../../core/policy/model/outcome.ts";
import { compileGlob } from "../../core/policy/patterns/glob.ts";
import { tooLongForPatterns } from "../../core/policy/secrets/stepMeter.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { printableJson } from "../../core/text/printableJson.ts";
import { maskedText } from "../../listener/query/rows/maskedText.ts";
import type { ReceivedEvent } from "../../listener/store/receivedEvent.ts";
import { Listener } from "../../listener/worker/listener.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { findPolicy, policyHelp, saySaltUnread } from "../policyFile.ts";

export const explainHelp = `codex-otel explain FILE…: what the policy does with each recorded event, rule by rule

  --policy FILE         ${policyHelp("                        ")}
  --destination NAME    only what it says for this destination
  --name GLOB           only events of these names, such as codex.tool_*
  --event N             only the Nth event of the files
  --format FORMAT       pretty (the default) or json: one JSON object a line

A FILE holds OTLP JSON lines, as "tail --record" and the Collector's file exporter write them; it may be gzipped. For each
event and destination: every rule that was asked, in order, with the one that decided; for each attribute, and each id of
trace and span that the record has itself, its class, what becomes of it and by which rule; and for each detection why it found the event or didn't. No value of an event is printed.
Exit code 0, or 1 when a file is no capture.
`;

/** `codex-otel explain`. */
export async function runExplain(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      policy: { type: "string" },
      destination: { type: "string" },
      name: { type: "string" },
      event: { type: "string" },
      format: { type: "string", default: "pretty" },
    },
  });
  const { format, destination } = values;
  if (positionals.length === 0) throw new UsageError("Name at least one recorded file.");
  if (format !== "pretty" && format !== "json") throw new UsageError("--format must be pretty or json.");
  if (values.event !== undefined && !/^[1-9]\d{0,9}$/.test(values.event))
    throw new UsageError("--event must be the number of an event, from 1.");
  const name = values.name === undefined ? undefined : compileGlob(values.name);
  const number = values.event === undefined ? undefined : Number(values.event);
  const found = await findPolicy(values.policy, io);
  const policy = { policyText: found.text, policyOrigin: found.origin };
  const listener = new Listener({ ...policy, maximumEvents: 1 }, (variable) => io.environment[variable], {
    events: (events) => {
      for (const received of events) {
        if (number !== undefined && received.id !== number) continue;
        if (name !== undefined && !name.matches(received.event.name)) continue;
        const account = explainEvent(listener.policy, received.event, received.findings);
        const shown = destination === undefined ? account : onlyFor(account, destination);
        io.stdout(
          format === "json" ? `${printableJson(line(listener, received, shown))}\n` : pretty(listener, received, shown),
        );
      }
    },
  });
  saySaltUnread(listener.policy, found, io);
  const names = listener.queries.destinations().map((known) => known.name);
  if (destination !== undefined && !names.includes(destination))
    throw new UsageError(`--destination must be one of the policy's destinations (${names.join(", ")}).`);
  try {
    const files = positionals.map((file) => resolve(io.currentDirectory, file));
    const { broken, firstFailure = "" } = await listener.importFiles(files, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    if (broken === 0) return 0;
    io.stderr(`codex-otel: ${firstFailure}\n`);
    return 1;
  } finally {
    await listener.close();
  }
}

const onlyFor = ({ destinations, detections }: EventAccount, name: string): EventAccount => ({
  destinations: destinations.filter(({ destination }) => destination === name),
  detections,
});

function line(listener: Listener, { id, event, turn }: ReceivedEvent, { destinations, detections }: EventAccount) {
  return {
    number: id,
    time: event.timeSource === "none" ? null : formatTimestamp(event.timeUnixNano),
    turn,
    event: maskedText(listener.policy, event.name),
    routes: Object.fromEntries(
      destinations.map(({ destination, decision, rule, reason, steps, attributes, ids }) => [
        destination,
        { decision, rule, reason, steps, attributes, ids },
      ]),
    ),
    detections,
  };
}

const marks: Readonly<Record<AccountStep["outcome"], string>> = { holds: "✓", "does-not-hold": "✗", "not-asked": "·" };

const done = (action: AttributeAccount["action"]): string =>
  action === "secrets" ? "secrets replaced" : productActions.of(action).done.title;

const whyMasked = (action: AttributeAccount["action"], rule: string): string =>
  isUnsearched({ action, rule }) ? `, for ${tooLongForPatterns}` : "";

function pretty(
  listener: Listener,
  { id, event, turn }: ReceivedEvent,
  { destinations, detections }: EventAccount,
): string {
  const time = event.timeSource === "none" ? "" : formatTimestamp(event.timeUnixNano);
  const lines = [`#${id}  ${maskedText(listener.policy, event.name)}  ${time}  turn ${turn}`];
  for (const { destination, decision, rule, steps, attributes, ids } of destinations) {
    lines.push(`  ${destination}: ${decision === "deliver" ? "delivered" : "withheld"} (${rule})`);
    for (const step of steps)
      if (step.outcome !== "not-asked") lines.push(`    ${marks[step.outcome]} ${step.text}  ${step.rule}`);
    if (decision === "withhold") continue;
    for (const { attribute, class: dataClass, action, rule: by } of attributes)
      lines.push(`      ${attribute}  ${dataClass}  ${done(action)}${whyMasked(action, by)}  ${by}`);
    for (const { id: name, class: dataClass, action, rule: by } of ids)
      lines.push(`      ${name} of the record  ${dataClass}  ${done(action)}  ${by}`);
  }
  if (detections.length > 0) lines.push("  detections");
  for (const { id: detection, found, rule, text } of detections)
    lines.push(`    ${found ? "!" : "✗"} ${detection}: ${text}  ${rule}`);
  return `${lines.map(escapeControlCharacters).join("\n")}\n`;
}
