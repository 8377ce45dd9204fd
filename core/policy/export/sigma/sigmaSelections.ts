import { versionBelowPattern } from "../../evaluate/versionBelow.ts";
import type { AttributeCondition, Condition, PolicyScalar, SecretDefinition } from "../../model/policyModel.ts";
import { sigmaPattern } from "./sigmaPattern.ts";

type SigmaValue = string | number | boolean;

/** What Sigma cannot say of a policy. */
export class SigmaCannotSay extends Error {}

/**
 * The `detection` of a Sigma rule in the making: named selections, and an expression that joins them. Sigma compares words
 * without case, as policies do.
 *
 * Throws a `SigmaCannotSay` for what Sigma has no words for.
 */
export class SigmaSelections {
  readonly selections: Record<string, Readonly<Record<string, SigmaValue | readonly SigmaValue[]>>> = {};
  readonly #secrets: readonly SecretDefinition[];
  #number = 0;

  constructor(secrets: readonly SecretDefinition[]) {
    this.#secrets = secrets;
  }

  /** Events of these names, globs allowed. */
  events(names: readonly string[]): string {
    const written = names.map((name) => name.replaceAll("\\", "\\\\"));
    return this.#add("event", { "event.name": one(written) });
  }

  /** Conditions that all must hold, behind what must hold before them. */
  all(before: string, conditions: readonly Condition[]): string {
    return [before, ...conditions.map((condition) => this.#expression(condition))].join(" and ");
  }

  #expression(condition: Condition): string {
    switch (condition.kind) {
      case "all":
        return grouped(
          condition.conditions.map((part) => this.#expression(part)),
          "and",
        );
      case "any":
        return grouped(
          condition.conditions.map((part) => this.#expression(part)),
          "or",
        );
      case "not":
        return `not ${this.#expression(condition.condition)}`;
      case "attribute":
        return grouped(this.#tests(condition), "and");
    }
  }

  #tests(condition: AttributeCondition): string[] {
    const { attribute, equals, notEquals, matches, exists, greaterThan, lessThan, hasSecret, versionBelow } = condition;
    const tests: string[] = [];
    if (attribute.includes("|"))
      throw new SigmaCannotSay(`Sigma takes | in the name of a field for a modifier: ${attribute}`);
    const add = (field: string, value: SigmaValue | readonly SigmaValue[]) =>
      this.#add("selection", { [field]: value });
    if (exists !== undefined) tests.push(add(`${attribute}|exists`, exists));
    if (equals !== undefined) tests.push(add(attribute, one(equals.flatMap(sigmaValues))));
    if (notEquals !== undefined) tests.push(`not ${add(attribute, one(notEquals.flatMap(sigmaValues)))}`);
    if (matches !== undefined) tests.push(this.#matchesAny(attribute, [matches]));
    if (greaterThan !== undefined) tests.push(add(`${attribute}|gt`, Number(greaterThan)));
    if (lessThan !== undefined) tests.push(add(`${attribute}|lt`, Number(lessThan)));
    if (hasSecret !== undefined) {
      const found = this.#matchesAny(
        attribute,
        this.#secrets.map(({ pattern }) => pattern),
      );
      tests.push(hasSecret ? found : `not ${found}`);
    }
    if (versionBelow !== undefined) tests.push(this.#matchesAny(attribute, [versionBelowPattern(versionBelow)]));
    return tests;
  }

  /** One selection for each set of modifiers, for they stand in the name of the field. */
  #matchesAny(attribute: string, sources: readonly string[]): string {
    if (sources.length === 0) throw new SigmaCannotSay("the policy has no secrets to look for");
    const byModifiers = new Map<string, string[]>();
    for (const source of sources) {
      const translated = sigmaPattern(source);
      if (typeof translated === "string") throw new SigmaCannotSay(`${translated}: ${source}`);
      const field = [attribute, "re", ...translated.modifiers].join("|");
      byModifiers.set(field, [...(byModifiers.get(field) ?? []), translated.pattern]);
    }
    return grouped(
      [...byModifiers].map(([field, patterns]) => this.#add("selection", { [field]: one(patterns) })),
      "or",
    );
  }

  #add(kind: "event" | "selection", selection: Readonly<Record<string, SigmaValue | readonly SigmaValue[]>>): string {
    const name = kind === "event" ? "event" : `selection_${++this.#number}`;
    this.selections[name] = selection;
    return name;
  }
}

function grouped(parts: readonly string[], word: "and" | "or"): string {
  return parts.length === 1 ? parts.join("") : `(${parts.join(` ${word} `)})`;
}

function one<T>(values: readonly T[]): T | readonly T[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}

/** A value in each type in which it may have been stored: Codex sends many numbers and truth values as text. */
function sigmaValues(scalar: PolicyScalar): SigmaValue[] {
  const text = String(scalar);
  const written = text.replace(/[\\*?]/g, "\\$&");
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text)) return [written, Number(text)];
  if (/^(?:true|false)$/i.test(text)) return [written, text.toLowerCase() === "true"];
  return [written];
}
