import { alternative, removePair } from "../../../toml/edit/edits.ts";
import { classLookup } from "../../evaluate/compilePolicy.ts";
import { credentialClass, type Policy, type RedactAction, unknownClass } from "../../model/policyModel.ts";
import { longestBeginning } from "../../model/truncation.ts";
import { eventsMatchingAny } from "../catalogueNames.ts";
import { childOf, nameRange, type PolicyReporter, tablesIn, textOf, writtenTexts } from "./policyReporter.ts";

/** What destinations are said to get but never will, and what they get although it is delicate. */
export function checkDestinations(reporter: PolicyReporter): void {
  const delicateClasses = delicate(reporter.draft);
  for (const { entry, table } of tablesIn(childOf(reporter.document.root, "destinations"))) {
    checkSignals(reporter, entry.name, childOf(table, "signals"), childOf(table, "receives"));
    const forward = table.entries.get("forward");
    const destination = reporter.draft.destinations.find(({ name }) => name === entry.name);
    if (forward === undefined || destination === undefined || reporter.document.errors.length > 0) continue;
    const redact = childOf(table, "redact");
    for (const { what, dataClass } of delicateClasses) {
      const action = destination.redact.get(dataClass);
      if (action !== undefined && !leavesWhole(action)) continue;
      const written = redact?.kind === "table" ? redact.entries.get(dataClass) : undefined;
      const reason = written ? `redact keeps ${dataClass}` : `redact does not name ${dataClass}`;
      const message = `${what} this machine for ${entry.name}: ${reason}, and forward sends it on.`;
      reporter.report("policy/sensitive-forwarded", nameRange(written ?? forward), message);
    }
  }
}

const leavesWhole = (action: RedactAction): boolean =>
  action.kind === "keep" || (action.kind === "truncate" && action.bytes > longestBeginning);

/** What hardly anybody means to send on, under the class that this policy gives it. */
function delicate(draft: Policy): readonly { readonly what: string; readonly dataClass: string }[] {
  const classOf = classLookup(draft);
  const credential = draft.classes.some(({ name }) => name === credentialClass)
    ? credentialClass
    : classOf("authorization");
  return [
    ...(credential === unknownClass ? [] : [{ what: "Credentials leave", dataClass: credential }]),
    { what: "What people type leaves", dataClass: classOf("prompt") },
  ];
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
