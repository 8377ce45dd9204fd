import type { AnyValue } from "../../otlp/anyValue.ts";
import type { Redaction } from "../model/outcome.ts";
import { policyPath } from "../model/policyPath.ts";
import type { SecretCounts } from "../secrets/secrets.ts";
import type { AttributePlan, PlannedAction } from "./attributePlans.ts";
import { ReceivedValue, type RedactedValue, type RedactionTools } from "./receivedValue.ts";

/** Attributes as one view gets them. */
export interface SeenAttributes {
  /** The very map that was received when nothing in it was changed. */
  readonly kept: ReadonlyMap<string, AnyValue>;
  readonly redactions: readonly Redaction[];
}

interface ReceivedAttribute {
  readonly name: string;
  readonly plan: AttributePlan;
  readonly received: ReceivedValue;
}

/** Stands for the name of an attribute whose name is a secret. */
const nameless = "[SECRET]";

/**
 * Attributes on their way to several destinations: what these have in common is worked out once, when first needed. A view
 * is the index of a destination in the policy, or their number for what is shown locally.
 */
export class ReceivedAttributes {
  readonly #source: ReadonlyMap<string, AnyValue>;
  readonly #attributes: readonly ReceivedAttribute[];
  readonly #seen: (SeenAttributes | undefined)[] = [];

  constructor(source: ReadonlyMap<string, AnyValue>, planOf: (name: string) => AttributePlan, tools: RedactionTools) {
    this.#source = source;
    const attributes: ReceivedAttribute[] = [];
    source.forEach((value, name) => {
      attributes.push({ name, plan: planOf(name), received: new ReceivedValue(value, tools) });
    });
    this.#attributes = attributes;
  }

  seenBy(view: number): SeenAttributes {
    const known = this.#seen[view];
    if (known !== undefined) return known;
    const redactions: Redaction[] = [];
    let changed: Map<string, AnyValue> | undefined;
    for (const attribute of this.#attributes) {
      const redacted = this.#redact(attribute, view, redactions);
      if (changed === undefined && redacted !== attribute.received.value) changed = this.#before(attribute);
      if (changed !== undefined && redacted !== undefined) changed.set(attribute.name, redacted);
    }
    const seen = { kept: changed ?? this.#source, redactions };
    this.#seen[view] = seen;
    return seen;
  }

  #before(end: ReceivedAttribute): Map<string, AnyValue> {
    const before = new Map<string, AnyValue>();
    for (const attribute of this.#attributes) {
      if (attribute === end) break;
      before.set(attribute.name, attribute.received.value);
    }
    return before;
  }

  #redact(attribute: ReceivedAttribute, view: number, redactions: Redaction[]): AnyValue | undefined {
    const { plan, received } = attribute;
    const planned = plan.actions[view];
    if (planned === undefined) return undefined;
    if (plan.secretsInName !== undefined) {
      redactions.push(withheldName(plan.dataClass, plan.secretsInName));
      return undefined;
    }
    const redacted = planned.redact(received);
    if (redacted.action !== undefined) redactions.push(redactionOf(redacted, plan, planned));
    return redacted.value;
  }
}

/** What was worked out for these very attributes already, or is from now on. */
export function receivedOnce(
  known: WeakMap<ReadonlyMap<string, AnyValue>, ReceivedAttributes>,
  source: ReadonlyMap<string, AnyValue>,
  planOf: (name: string) => AttributePlan,
  tools: RedactionTools,
): ReceivedAttributes {
  let received = known.get(source);
  if (received === undefined) {
    received = new ReceivedAttributes(source, planOf, tools);
    known.set(source, received);
  }
  return received;
}

/** One value as a view gets it; what was done is added to the redactions. */
export function redactPlanned(
  value: AnyValue,
  plan: AttributePlan,
  planned: PlannedAction,
  tools: RedactionTools,
  redactions: Redaction[],
): AnyValue | undefined {
  const redacted = planned.redact(new ReceivedValue(value, tools));
  if (redacted.action !== undefined) redactions.push(redactionOf(redacted, plan, planned));
  return redacted.value;
}

/** What is to be said of a value that was changed. */
function redactionOf(
  { action, secrets, isTooCostly }: RedactedValue,
  { path, dataClass }: AttributePlan,
  { redaction, rule }: PlannedAction,
): Redaction {
  if (action === redaction.action && secrets === undefined && !isTooCostly) return redaction;
  const decided = action === "secrets" || isTooCostly ? secretsRule(secrets) : rule;
  return {
    attribute: path,
    class: dataClass,
    action: action ?? redaction.action,
    rule: decided,
    ...(secrets && { secrets }),
  };
}

function withheldName(dataClass: string, secrets: SecretCounts): Redaction {
  return { attribute: nameless, class: dataClass, action: "drop", rule: secretsRule(secrets), secrets };
}

/** The one rule that found a secret, or the whole table when several did. */
function secretsRule(secrets: SecretCounts | undefined): string {
  const names = Object.keys(secrets ?? {});
  return names.length === 1 ? policyPath("secrets", ...names) : "secrets";
}
