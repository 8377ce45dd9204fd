import type { Condition } from "../model/condition.ts";
import type { AttributeTest } from "../operators/operator.ts";
import { type Exactness, joinedExactness, oppositeExactness } from "./exactness.ts";
import type { TargetForm } from "./targetForm.ts";

/** How a target writes conditions. */
export interface ConditionWriter {
  /** Its name within a sentence, such as `the Collector`. */
  readonly target: string;
  test(attribute: string, test: AttributeTest): TargetForm<string>;
  /** Joins parts that must all hold; there may be none. */
  all(parts: readonly string[]): string;
  any(parts: readonly string[]): string;
  not(part: string): string;
}

/** A condition in the words of a target. */
export interface SaidCondition {
  readonly text: string;
  readonly exactness: Exactness;
  /** Where it is not exact: which words are said differently, and how. */
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly word: string;
  readonly reason: string;
}

/** A word that a target has no form for. */
export class CannotSay extends Error {
  override readonly name = "CannotSay";

  constructor(
    readonly target: string,
    readonly word: string,
    readonly reason: string,
  ) {
    super(`${target} cannot say ${word}: ${reason}`);
  }
}

/**
 * A condition in the words of a target, with how far it finds the same as the preview.
 *
 * Throws a `CannotSay` for a word that the target has no form for: nothing is left out.
 */
export function sayCondition(condition: Condition, writer: ConditionWriter): SaidCondition {
  switch (condition.kind) {
    case "all":
      return together(condition.conditions, writer, writer.all);
    case "any":
      return together(condition.conditions, writer, writer.any);
    case "not": {
      const { text, exactness, differences } = sayCondition(condition.condition, writer);
      return { text: writer.not(text), exactness: oppositeExactness(exactness), differences };
    }
    case "attribute":
      return joined(
        condition.tests.map((test) => said(condition.attribute, test, writer)),
        writer.all,
      );
  }
}

function together(
  conditions: readonly Condition[],
  writer: ConditionWriter,
  join: (parts: readonly string[]) => string,
): SaidCondition {
  return joined(
    conditions.map((condition) => sayCondition(condition, writer)),
    join,
  );
}

function joined(parts: readonly SaidCondition[], join: (parts: readonly string[]) => string): SaidCondition {
  return {
    text: join(parts.map(({ text }) => text)),
    exactness: joinedExactness(parts.map(({ exactness }) => exactness)),
    differences: parts.flatMap(({ differences }) => differences),
  };
}

function said(attribute: string, test: AttributeTest, writer: ConditionWriter): SaidCondition {
  const form = writer.test(attribute, test);
  const word = test.operator.key;
  switch (form.kind) {
    case "exact":
      return { text: form.text, exactness: "exact", differences: [] };
    case "more":
    case "less":
      return { text: form.text, exactness: form.kind, differences: [{ word, reason: form.reason }] };
    case "cannot":
      throw new CannotSay(writer.target, word, form.reason);
  }
}
