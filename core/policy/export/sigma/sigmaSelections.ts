import type { Condition } from "../../model/condition.ts";
import type { SecretDefinition } from "../../model/secretDefinition.ts";
import { CannotSay, type ConditionWriter, type Difference, sayCondition } from "../sayCondition.ts";
import { inOtherWords } from "../targetForm.ts";
import { oneOrList, type SigmaSelection, type SigmaTest } from "./sigmaText.ts";

/**
 * The `detection` of a Sigma rule in the making: named selections, and an expression that joins them. Sigma compares words
 * without case, as policies do.
 */
export class SigmaSelections {
  readonly selections: Record<string, SigmaSelection> = {};
  /** Where the rule finds something else than the preview. */
  readonly differences: Difference[] = [];
  readonly #writer: ConditionWriter;
  #number = 0;

  constructor(secrets: readonly SecretDefinition[]) {
    this.#writer = {
      target: "Sigma",
      test: (attribute, { operator, value }) => {
        if (attribute.includes("|")) return { kind: "cannot", reason: `it takes the | in ${attribute} for a modifier` };
        return inOtherWords(operator.targets.sigma(value, { attribute, secrets }), (test) => this.#test(test));
      },
      all: (parts) => grouped(parts, "and"),
      any: (parts) => grouped(parts, "or"),
      not: (part) => `not ${part}`,
    };
  }

  /** Events of these names, globs allowed. */
  events(names: readonly string[]): string {
    const written = names.map((name) => name.replaceAll("\\", "\\\\"));
    return this.#add("event", { "event.name": oneOrList(written) });
  }

  /**
   * Conditions that all must hold, behind what must hold before them.
   *
   * Throws a `CannotSay` for what Sigma has no words for.
   */
  all(before: string, conditions: readonly Condition[]): string {
    const said = conditions.map((condition) => sayCondition(condition, this.#writer));
    this.differences.push(...said.flatMap(({ differences }) => differences));
    return [before, ...said.map(({ text }) => text)].join(" and ");
  }

  #test({ anyOf, negated }: SigmaTest): string {
    const found = grouped(
      anyOf.map((selection) => this.#add(`selection_${++this.#number}`, selection)),
      "or",
    );
    return negated ? `not ${found}` : found;
  }

  #add(name: string, selection: SigmaSelection): string {
    this.selections[name] = selection;
    return name;
  }
}

function grouped(parts: readonly string[], word: "and" | "or"): string {
  if (parts.length === 0) throw new CannotSay("Sigma", "a list without conditions", "there is nothing to look for");
  return parts.length === 1 ? parts.join("") : `(${parts.join(` ${word} `)})`;
}
