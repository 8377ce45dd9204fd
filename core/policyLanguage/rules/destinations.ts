import { alternative, removePair } from "../../codex/fixes/edits.ts";
import { eventsMatching } from "../catalogueNames.ts";
import { childOf, nameRange, type PolicyReporter, tablesIn, textOf, writtenTexts } from "../policyReporter.ts";

/** What destinations are said to get but never will, and what they get although it is delicate. */
export function checkDestinations(reporter: PolicyReporter): void {
  for (const { entry, table } of tablesIn(childOf(reporter.document.root, "destinations"))) {
    checkSignals(reporter, entry.name, childOf(table, "signals"), childOf(table, "receives"));
    const forward = table.entries.get("forward");
    const destination = reporter.draft.destinations.find(({ name }) => name === entry.name);
    if (forward === undefined || destination === undefined || reporter.document.errors.length > 0) continue;
    const redact = childOf(table, "redact");
    for (const name of ["credential", "prompt"]) {
      if (!reporter.draft.classes.some((one) => one.name === name)) continue;
      const action = destination.redact.get(name);
      if (action !== undefined && action.kind !== "keep") continue;
      const written = redact?.kind === "table" ? redact.entries.get(name) : undefined;
      const what = name === "prompt" ? "What people type leaves" : "Credentials leave";
      const message = `${what} this machine for ${entry.name}: ${action ? `redact keeps ${name}` : `redact does not name ${name}`}, and forward sends it on.`;
      reporter.report("policy/sensitive-forwarded", written ? nameRange(written) : nameRange(forward), message);
    }
  }
}

type Value = ReturnType<typeof childOf>;

function checkSignals(reporter: PolicyReporter, name: string, signals: Value, receives: Value): void {
  const events = writtenTexts(receives).flatMap(({ text }) => eventsMatching(text));
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
