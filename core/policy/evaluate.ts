import type { CodexEvent } from "../events/codexEvent.ts";
import type { AnyValue } from "../otlp/anyValue.ts";
import type { ClassAction, CompiledDestination, CompiledPolicy } from "./compilePolicy.ts";
import type { DestinationOutcome, RedactedEvent, Redaction, RoutingDecision } from "./outcome.ts";
import { credentialClass } from "./policyModel.ts";
import { policyPath } from "./policyPath.ts";
import { ReceivedValue, redactValue } from "./redact.ts";
import type { SecretCounts } from "./secrets.ts";

/**
 * What every destination of the policy gets of an event, in the order of the file. Destinations don't influence each other.
 * The redacted event is there for withheld events too: it is what would have gone.
 */
export function evaluate(policy: CompiledPolicy, event: CodexEvent): DestinationOutcome[] {
  const received = receive(policy, event);
  return policy.destinations.map((destination) => evaluateDestination(destination, event, received));
}

/** The same for one destination by name; undefined when the policy has no such destination. */
export function evaluateFor(policy: CompiledPolicy, name: string, event: CodexEvent): DestinationOutcome | undefined {
  const destination = policy.destinations.find(({ definition }) => definition.name === name);
  return destination && evaluateDestination(destination, event, receive(policy, event));
}

/** Everything that was received, attributes of the class `credential` masked and secrets replaced. */
export function localView(policy: CompiledPolicy, event: CodexEvent): RedactedEvent {
  return redactEvent(localActions, receive(policy, event)).redacted;
}

/** The data class of an attribute, of `resource.NAME` or of `body`. */
export function classOf(policy: CompiledPolicy, attribute: string): string {
  return policy.classOf(attribute);
}

const localActions: ReadonlyMap<string, ClassAction> = new Map([
  [credentialClass, { action: { kind: "mask" }, rule: policyPath("classes", credentialClass) }],
]);

function evaluateDestination(
  destination: CompiledDestination,
  event: CodexEvent,
  received: ReceivedEvent,
): DestinationOutcome {
  const { decision, rule, reason } = routeEvent(destination, event);
  const { redactions, redacted } = redactEvent(destination.actions, received);
  return { destination: destination.definition.name, decision, rule, reason, redactions, redacted };
}

/** Whether a destination receives a log event, and which rule says so. */
export function routeEvent(
  { definition, path, receives, when }: CompiledDestination,
  event: CodexEvent,
): RoutingDecision {
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

/** One attribute with what the policy calls it and which class it has. */
interface ReceivedAttribute {
  readonly name: string;
  /** Secrets in its name; such an attribute goes nowhere. */
  readonly secretsInName: SecretCounts | undefined;
  readonly path: string;
  readonly dataClass: string;
  readonly received: ReceivedValue;
}

interface ReceivedEvent {
  readonly attributes: readonly ReceivedAttribute[];
  readonly resource: readonly ReceivedAttribute[];
  readonly body: ReceivedAttribute | undefined;
  readonly emptyBody: AnyValue | undefined;
}

function receive(policy: CompiledPolicy, event: CodexEvent): ReceivedEvent {
  const attribute = (name: string, path: string, value: AnyValue): ReceivedAttribute => ({
    name,
    secretsInName: policy.tools.secretsInName(name),
    path,
    dataClass: policy.classOf(path),
    received: new ReceivedValue(value, policy.tools),
  });
  const attributes: ReceivedAttribute[] = [];
  for (const [name, value] of event.attributes) attributes.push(attribute(name, name, value));
  const resource: ReceivedAttribute[] = [];
  for (const [name, value] of event.resource) resource.push(attribute(name, `resource.${name}`, value));
  const { body } = event;
  const filled = body !== undefined && body.kind !== "empty";
  return {
    attributes,
    resource,
    body: filled ? attribute("body", "body", body) : undefined,
    emptyBody: filled ? undefined : body,
  };
}

/** Stands for the name of an attribute whose name is a secret. */
const nameless = "[SECRET]";

const keep: ClassAction = { action: { kind: "keep" }, rule: "" };

function redactEvent(
  actions: ReadonlyMap<string, ClassAction>,
  { attributes, resource, body, emptyBody }: ReceivedEvent,
): { redacted: RedactedEvent; redactions: Redaction[] } {
  const redactions: Redaction[] = [];
  const redact = ({ path, dataClass, received }: ReceivedAttribute): AnyValue | undefined => {
    const decided = actions.get(dataClass) ?? keep;
    const { value, action, secrets } = redactValue(received, decided.action);
    if (action !== undefined) {
      const rule = action === "secrets" ? secretsRule(secrets) : decided.rule;
      redactions.push({ attribute: path, class: dataClass, action, rule, ...(secrets && { secrets }) });
    }
    return value;
  };
  const redactAll = (received: readonly ReceivedAttribute[]): Map<string, AnyValue> => {
    const kept = new Map<string, AnyValue>();
    for (const attribute of received) {
      const { secretsInName: secrets } = attribute;
      if (secrets !== undefined) {
        const path = secretsRule(secrets);
        redactions.push({ attribute: nameless, class: attribute.dataClass, action: "drop", rule: path, secrets });
        continue;
      }
      const redacted = redact(attribute);
      if (redacted !== undefined) kept.set(attribute.name, redacted);
    }
    return kept;
  };
  return {
    redacted: {
      attributes: redactAll(attributes),
      resource: redactAll(resource),
      body: body === undefined ? emptyBody : redact(body),
    },
    redactions,
  };
}

/** The one rule that found a secret, or the whole table when several did. */
function secretsRule(secrets: SecretCounts | undefined): string {
  const names = Object.keys(secrets ?? {});
  return names.length === 1 ? policyPath("secrets", ...names) : "secrets";
}
