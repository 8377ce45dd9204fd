import type { CodexEvent } from "../../core/events/codexEvent.ts";
import type { CompiledPolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor, routeEvent } from "../../core/policy/evaluate/evaluate.ts";
import type { DestinationFilter } from "../protocol/eventFilter.ts";

/**
 * The test of what a filter says about a destination beyond its decision: which rule decided, and what was redacted. undefined
 * when it says nothing of that kind. An event passes no test of a destination that the policy doesn't have.
 */
export function destinationTest(
  policy: CompiledPolicy,
  { name, rule, redacted }: DestinationFilter,
): ((event: CodexEvent) => boolean) | undefined {
  if (rule === undefined && redacted === undefined) return undefined;
  const destination = policy.destinations.find(({ definition }) => definition.name === name);
  if (destination === undefined) return () => false;
  const decided = `${destination.path}.${rule}`;
  return (event) =>
    (rule === undefined || routeEvent(destination, event).rule === decided) &&
    (redacted === undefined || isRedacted(policy, name, event, redacted));
}

function isRedacted(policy: CompiledPolicy, name: string, event: CodexEvent, what: string): boolean {
  const redactions = evaluateFor(policy, name, event)?.redactions ?? [];
  return redactions.some(
    ({ class: dataClass, secrets }) => dataClass === what || (secrets !== undefined && Object.hasOwn(secrets, what)),
  );
}
