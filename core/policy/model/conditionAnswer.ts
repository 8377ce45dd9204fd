import type { AnyValue } from "../../otlp/anyValue.ts";
import type { Pattern } from "../patterns/pattern.ts";

/** Undefined where asking would cost too much, and the answer depends on it: nothing is delivered on such an answer. */
export type Answer = boolean | undefined;

export const opposite = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);

/** What conditions ask of the policy they belong to. */
export interface ConditionContext {
  /** Whether one of the policy's secrets occurs in a value of an attribute. */
  readonly hasSecret: (attribute: string, value: AnyValue) => Answer;
  /** Whether a pattern is found in a text of an attribute; unknown where the text is too long for all that is asked about it. */
  readonly occursIn: (attribute: string, pattern: Pattern) => (text: string) => Answer;
}

/** A test made ready to be asked of many values; undefined is an attribute that is absent. */
export type ValueTest = (value: AnyValue | undefined) => Answer;
