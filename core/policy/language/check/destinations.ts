import { childOf, tablesIn, textOf, writtenTexts } from "../../../toml/access.ts";
import { alternative, removePair } from "../../../toml/edit/edits.ts";
import { eventsMatchingAny } from "../catalogueNames.ts";
import type { PolicyReporter } from "./policyReporter.ts";

/** What destinations are said to get but never will. */
export function checkDestinations(reporter: PolicyReporter): void {
  for (const { entry, table } of tablesIn(childOf(reporter.document.root, "destinations")))
    checkSignals(reporter, entry.name, childOf(table, "signals"), childOf(table, "receives"));
}

type Value = ReturnType<typeof childOf>;

function checkSignals(reporter: PolicyReporter, name: string, signals: Value, receives: Value): void {
  const events = eventsMatchingAny(writtenTexts(receives));
  if (signals?.kind !== "array" || events.length === 0) return;
  for (const element of signals.elements) {
    const signal = textOf(element);
    if (signal !== "traces" && signal !== "logs") continue;
    if (events.some((event) => event.signals.includes(signal))) continue;
    const message = `None of the events that ${name} receives comes in ${signal}: nothing arrives that way.`;
    const fixes =
      signals.elements.length > 1
        ? [alternative(`Remove ${signal}`, removePair(reporter.document, element.range))]
        : [];
    reporter.report("policy/signal-without-event", element.range, message, fixes);
  }
}
