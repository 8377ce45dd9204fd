import type { CodexEvent } from "../../events/codexEvent.ts";
import type { AnyValue } from "../../otlp/anyValue.ts";
import type { Answer } from "../model/conditionAnswer.ts";
import type { DestinationOutcome, RedactedEvent, Redaction, RoutingDecision } from "../model/outcome.ts";
import { tooLongForPatterns } from "../secrets/stepMeter.ts";
import type { CompiledDestination, CompiledPolicy } from "./compilePolicy.ts";
import { ReceivedAttributes, receivedOnce, redactPlanned } from "./receivedAttributes.ts";

/**
 * What every destination of the policy gets of an event, in the order of the file. Destinations don't influence each other.
 * The redacted event is there for withheld events too: it is what would have gone.
 */
export function evaluate(policy: CompiledPolicy, event: CodexEvent): DestinationOutcome[] {
  const received = receive(policy, event);
  return policy.destinations.map((destination, view) =>
    evaluateDestination(policy, view, destination, event, received),
  );
}

/** The same for one destination by name; undefined when the policy has no such destination. */
export function evaluateFor(policy: CompiledPolicy, name: string, event: CodexEvent): DestinationOutcome | undefined {
  const view = policy.destinations.findIndex(({ definition }) => definition.name === name);
  const destination = policy.destinations[view];
  return destination && evaluateDestination(policy, view, destination, event, receive(policy, event));
}

/** Everything that was received, attributes of the class `credential` masked and secrets replaced. */
export function localView(policy: CompiledPolicy, event: CodexEvent): RedactedEvent {
  return redactEvent(policy, policy.destinations.length, receive(policy, event)).redacted;
}

/** The data class of an attribute, of `resource.NAME` or of `body`. */
export function classOf(policy: CompiledPolicy, attribute: string): string {
  return policy.classOf(attribute);
}

function evaluateDestination(
  policy: CompiledPolicy,
  view: number,
  destination: CompiledDestination,
  event: CodexEvent,
  received: ReceivedEvent,
): DestinationOutcome {
  const { decision, rule, reason } = routeEvent(destination, event);
  const { redactions, redacted } = redactEvent(policy, view, received);
  return { destination: destination.definition.name, decision, rule, reason, redactions, redacted };
}

const rememberedNames = 1000;
const longestRemembered = 256;
const byName = new WeakMap<CompiledDestination, Map<string, NameDecision>>();

/** What the name of an event decides. */
interface NameDecision {
  readonly decision: RoutingDecision;
  /** Whether the conditions are asked as well. */
  readonly isOpen: boolean;
}

/** Whether a destination receives a log event, and which rule says so. The same few names come again and again. */
export function routeEvent(compiled: CompiledDestination, event: CodexEvent): RoutingDecision {
  let remembered = byName.get(compiled);
  if (remembered === undefined) {
    remembered = new Map();
    byName.set(compiled, remembered);
  }
  let named = remembered.get(event.name);
  if (named === undefined) {
    named = routeByName(compiled, event.name);
    if (event.name.length <= longestRemembered) {
      if (remembered.size >= rememberedNames) remembered.clear();
      remembered.set(event.name, named);
    }
  }
  if (!named.isOpen) return named.decision;
  for (const [index, condition] of compiled.when.entries()) {
    const answer = condition(event);
    if (answer !== true) return withheldBy(compiled, index, answer);
  }
  return named.decision;
}

function withheldBy({ definition, path }: CompiledDestination, index: number, answer: Answer): RoutingDecision {
  const destination = definition.name;
  const why = answer === undefined ? `was not tried: ${tooLongForPatterns}` : "does not hold";
  const reason = `The event is one that ${destination} receives, but condition ${index + 1} ${why}.`;
  return { destination, decision: "withhold", rule: `${path}.when[${index}]`, reason };
}

/** The decision when all conditions hold. */
function routeByName({ definition, path, receives, when }: CompiledDestination, name: string): NameDecision {
  const destination = definition.name;
  if (!definition.signals.includes("logs")) {
    const reason = `${destination} does not take logs.`;
    return { decision: { destination, decision: "withhold", rule: `${path}.signals`, reason }, isOpen: false };
  }
  const index = receives.findIndex((glob) => glob.matches(name));
  const received = receives[index];
  if (received === undefined) {
    const reason = `No entry of what ${destination} receives names this event.`;
    return { decision: { destination, decision: "withhold", rule: `${path}.receives`, reason }, isOpen: false };
  }
  const conditions = when.length > 0 ? ", and all conditions hold" : "";
  const reason = received.exact
    ? `${destination} receives events of this name${conditions}.`
    : `${destination} receives events named ${received.text}${conditions}.`;
  const decision = { destination, decision: "deliver", rule: `${path}.receives[${index}]`, reason } as const;
  return { decision, isOpen: when.length > 0 };
}

interface ReceivedEvent {
  readonly attributes: ReceivedAttributes;
  readonly resource: ReceivedAttributes;
  readonly body: AnyValue | undefined;
}

function receive(policy: CompiledPolicy, { attributes, resource, body }: CodexEvent): ReceivedEvent {
  return {
    attributes: new ReceivedAttributes(attributes, policy.planOf, policy.tools),
    // all events of a request share the map of their resource
    resource: receivedOnce(policy.resources, resource, policy.resourcePlanOf, policy.tools),
    body,
  };
}

function redactEvent(
  policy: CompiledPolicy,
  view: number,
  { attributes, resource, body }: ReceivedEvent,
): { redacted: RedactedEvent; redactions: readonly Redaction[] } {
  const seenAttributes = attributes.seenBy(view);
  const seenResource = resource.seenBy(view);
  const redactions = [...seenAttributes.redactions, ...seenResource.redactions];
  const plan = policy.planOf("body");
  const planned = plan.actions[view];
  const seenBody =
    body === undefined || body.kind === "empty" || planned === undefined
      ? body
      : redactPlanned(body, plan, planned, policy.tools, redactions);
  return { redacted: { attributes: seenAttributes.kept, resource: seenResource.kept, body: seenBody }, redactions };
}
