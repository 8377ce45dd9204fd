import type { AnyValue } from "../../otlp/anyValue.ts";

/** Undefined where asking would cost too much, and the answer depends on it: nothing is delivered on such an answer. */
export type Answer = boolean | undefined;

export const opposite = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);

/** What conditions ask of the policy they belong to. */
export interface ConditionContext {
  /** Whether one of the policy's secrets occurs in a value of an attribute. */
  readonly hasSecret: (attribute: string, value: AnyValue) => Answer;
  /** Whether a text of an attribute is short enough for the patterns that are asked about it. */
  readonly mayMatch: (attribute: string, text: string) => boolean;
}

/** A test made ready to be asked of many values; undefined is an attribute that is absent. */
export type ValueTest = (value: AnyValue | undefined) => Answer;
