import type { AnyValue } from "../../otlp/anyValue.ts";
import { maskedValue } from "../model/masked.ts";
import type { Redaction } from "../model/outcome.ts";
import { policyPath } from "../model/policyPath.ts";
import type { SecretCounts } from "../secrets/secrets.ts";
import type { AttributePlan, PlannedAction } from "./attributePlans.ts";
import { ReceivedValue, type RedactionTools, redactValue } from "./redact.ts";

/** Attributes as one view gets them. */
export interface SeenAttributes {
  /** The very map that was received when nothing in it was changed. */
  readonly kept: ReadonlyMap<string, AnyValue>;
  readonly redactions: readonly Redaction[];
}

interface ReceivedAttribute {
  readonly name: string;
  readonly plan: AttributePlan;
  readonly value: AnyValue;
  clean: boolean | undefined;
  hashed: AnyValue | undefined;
}

/** Stands for the name of an attribute whose name is a secret. */
const nameless = "[SECRET]";

/**
 * Attributes on their way to several destinations: what these have in common is worked out once, when first needed. A view
 * is the index of a destination in the policy, or their number for what is shown locally.
 */
export class ReceivedAttributes {
  readonly #source: ReadonlyMap<string, AnyValue>;
  readonly #tools: RedactionTools;
  readonly #attributes: readonly ReceivedAttribute[];
  readonly #seen: (SeenAttributes | undefined)[] = [];

  constructor(source: ReadonlyMap<string, AnyValue>, planOf: (name: string) => AttributePlan, tools: RedactionTools) {
    this.#source = source;
    this.#tools = tools;
    const attributes: ReceivedAttribute[] = [];
    source.forEach((value, name) => {
      attributes.push({ name, plan: planOf(name), value, clean: undefined, hashed: undefined });
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
      if (changed === undefined && redacted !== attribute.value) changed = this.#before(attribute);
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
      before.set(attribute.name, attribute.value);
    }
    return before;
  }

  #redact(attribute: ReceivedAttribute, view: number, redactions: Redaction[]): AnyValue | undefined {
    const { plan, value } = attribute;
    const planned = plan.actions[view];
    if (planned === undefined) return undefined;
    if (plan.secretsInName !== undefined) {
      redactions.push(withheldName(plan.dataClass, plan.secretsInName));
      return undefined;
    }
    const { action } = planned;
    switch (action.kind) {
      case "drop":
        redactions.push(planned.redaction);
        return undefined;
      case "mask":
        redactions.push(planned.redaction);
        return maskedValue;
      case "hash":
        redactions.push(planned.redaction);
        attribute.hashed ??= redactValue(new ReceivedValue(value, this.#tools), action).value;
        return attribute.hashed;
      case "keep":
        return this.#isClean(attribute) ? value : redactPlanned(value, plan, planned, this.#tools, redactions);
      case "truncate": {
        const fits = value.kind === "string" && value.value.length * 3 <= action.bytes;
        return fits && this.#isClean(attribute) ? value : redactPlanned(value, plan, planned, this.#tools, redactions);
      }
    }
  }

  #isClean(attribute: ReceivedAttribute): boolean {
    attribute.clean ??= this.#tools.isClean(attribute.value);
    return attribute.clean;
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
  { path, dataClass }: AttributePlan,
  planned: PlannedAction,
  tools: RedactionTools,
  redactions: Redaction[],
): AnyValue | undefined {
  const {
    value: redacted,
    action,
    secrets,
    isTooCostly,
  } = redactValue(new ReceivedValue(value, tools), planned.action);
  if (action !== undefined) {
    const rule = action === "secrets" || isTooCostly ? secretsRule(secrets) : planned.rule;
    redactions.push({ attribute: path, class: dataClass, action, rule, ...(secrets && { secrets }) });
  }
  return redacted;
}

function withheldName(dataClass: string, secrets: SecretCounts): Redaction {
  return { attribute: nameless, class: dataClass, action: "drop", rule: secretsRule(secrets), secrets };
}

/** The one rule that found a secret, or the whole table when several did. */
function secretsRule(secrets: SecretCounts | undefined): string {
  const names = Object.keys(secrets ?? {});
  return names.length === 1 ? policyPath("secrets", ...names) : "secrets";
}
