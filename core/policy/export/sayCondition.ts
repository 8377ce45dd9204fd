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

/** An expression of a target, and how what it finds compares with what the preview finds. */
interface Said {
  readonly text: string;
  readonly exactness: Exactness;
}

/** A condition in the words of a target: it finds that for which the condition surely holds. */
export interface SaidCondition extends Said {
  /** Finds that for which it does not surely fail: also where the preview cannot say. */
  readonly mayHold: Said;
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
      const inner = sayCondition(condition.condition, writer);
      return { ...denied(inner.mayHold, writer), mayHold: denied(inner, writer), differences: inner.differences };
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

const denied = ({ text, exactness }: Said, writer: ConditionWriter): Said => ({
  text: writer.not(text),
  exactness: oppositeExactness(exactness),
});

function joined(parts: readonly SaidCondition[], join: (parts: readonly string[]) => string): SaidCondition {
  const together = (said: readonly Said[]): Said => ({
    text: join(said.map(({ text }) => text)),
    exactness: joinedExactness(said.map(({ exactness }) => exactness)),
  });
  return {
    ...together(parts),
    mayHold: together(parts.map(({ mayHold }) => mayHold)),
    differences: parts.flatMap(({ differences }) => differences),
  };
}

function said(attribute: string, test: AttributeTest, writer: ConditionWriter): SaidCondition {
  const form = writer.test(attribute, test);
  const word = test.operator.key;
  switch (form.kind) {
    case "exact": {
      const { text, mayHold = text } = form;
      return { text, exactness: "exact", mayHold: { text: mayHold, exactness: "exact" }, differences: [] };
    }
    case "cautious": {
      const { text, mayHold, reason } = form;
      const differences = [{ word, reason }];
      return { text, exactness: "less", mayHold: { text: mayHold, exactness: "more" }, differences };
    }
    case "more":
    case "less": {
      const said = { text: form.text, exactness: form.kind };
      return { ...said, mayHold: said, differences: [{ word, reason: form.reason }] };
    }
    case "cannot":
      throw new CannotSay(writer.target, word, form.reason);
  }
}
