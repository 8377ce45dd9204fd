import type { CodexEvent } from "../events/codexEvent.ts";
import type { AnyValue } from "../otlp/anyValue.ts";
import type { ClassAction, CompiledDestination, CompiledPolicy } from "./compilePolicy.ts";
import type { DestinationOutcome, RedactedEvent, Redaction, RoutingDecision } from "./outcome.ts";
import { credentialClass } from "./policyModel.ts";
import { policyPath } from "./policyPath.ts";
import { redactValue } from "./redact.ts";
import type { SecretCounts } from "./secrets.ts";

/**
 * What every destination of the policy gets of an event, in the order of the file. Destinations don't influence each other.
 * The redacted event is there for withheld events too: it is what would have gone.
 */
export function evaluate(policy: CompiledPolicy, event: CodexEvent): DestinationOutcome[] {
  return policy.destinations.map((destination) => evaluateDestination(policy, destination, event));
}

/** The same for one destination by name; undefined when the policy has no such destination. */
export function evaluateFor(policy: CompiledPolicy, name: string, event: CodexEvent): DestinationOutcome | undefined {
  const destination = policy.destinations.find(({ definition }) => definition.name === name);
  return destination && evaluateDestination(policy, destination, event);
}

/** Everything that was received, attributes of the class `credential` masked and secrets replaced. */
export function localView(policy: CompiledPolicy, event: CodexEvent): RedactedEvent {
  return redactEvent(policy, localActions, event).redacted;
}

/** The data class of an attribute, of `resource.NAME` or of `body`. */
export function classOf(policy: CompiledPolicy, attribute: string): string {
  return policy.classOf(attribute);
}

const localActions: ReadonlyMap<string, ClassAction> = new Map([
  [credentialClass, { action: { kind: "mask" }, rule: policyPath("classes", credentialClass) }],
]);

function evaluateDestination(
  policy: CompiledPolicy,
  destination: CompiledDestination,
  event: CodexEvent,
): DestinationOutcome {
  return { ...route(destination, event), ...redactEvent(policy, destination.actions, event) };
}

function route({ definition, path, receives, when }: CompiledDestination, event: CodexEvent): RoutingDecision {
  const destination = definition.name;
  if (!definition.signals.includes("logs")) {
    const reason = `${destination} does not take logs.`;
    return { destination, decision: "withhold", rule: `${path}.signals`, reason };
  }
  const index = receives.findIndex((glob) => glob.matches(event.name));
  const received = receives[index];
  if (received === undefined) {
    const reason = `No entry of what ${destination} receives names this event.`;
    return { destination, decision: "withhold", rule: `${path}.receives`, reason };
  }
  const failed = when.findIndex((condition) => !condition(event));
  if (failed >= 0) {
    const reason = `The event is one that ${destination} receives, but condition ${failed + 1} does not hold.`;
    return { destination, decision: "withhold", rule: `${path}.when[${failed}]`, reason };
  }
  const conditions = when.length > 0 ? ", and all conditions hold" : "";
  const reason = received.exact
    ? `${destination} receives events of this name${conditions}.`
    : `${destination} receives events named ${received.text}${conditions}.`;
  return { destination, decision: "deliver", rule: `${path}.receives[${index}]`, reason };
}

function redactEvent(
  policy: CompiledPolicy,
  actions: ReadonlyMap<string, ClassAction>,
  event: CodexEvent,
): { redacted: RedactedEvent; redactions: Redaction[] } {
  const redactions: Redaction[] = [];
  const redact = (attribute: string, value: AnyValue): AnyValue | undefined => {
    const dataClass = policy.classOf(attribute);
    const decided = actions.get(dataClass);
    const result = redactValue(value, decided?.action ?? { kind: "keep" }, policy.tools);
    if (result.action !== undefined) {
      const rule = result.action === "secrets" || decided === undefined ? secretsRule(result.secrets) : decided.rule;
      redactions.push({
        attribute,
        class: dataClass,
        action: result.action,
        rule,
        ...(result.secrets && { secrets: result.secrets }),
      });
    }
    return result.value;
  };
  const redactAll = (values: ReadonlyMap<string, AnyValue>, prefix: string): Map<string, AnyValue> => {
    const kept = new Map<string, AnyValue>();
    for (const [name, value] of values) {
      const redacted = redact(prefix + name, value);
      if (redacted !== undefined) kept.set(name, redacted);
    }
    return kept;
  };
  const attributes = redactAll(event.attributes, "");
  const resource = redactAll(event.resource, "resource.");
  const body = event.body === undefined || event.body.kind === "empty" ? event.body : redact("body", event.body);
  return { redacted: { attributes, resource, body }, redactions };
}

/** The one rule that found a secret, or the whole table when several did. */
function secretsRule(secrets: SecretCounts | undefined): string {
  const names = Object.keys(secrets ?? {});
  return names.length === 1 ? policyPath("secrets", ...names) : "secrets";
}
