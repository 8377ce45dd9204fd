import type { AnsweredTexts } from "../../model/answeredTexts.ts";
import type { SecretDefinition } from "../../model/secretDefinition.ts";

/** Text of jq queries (https://jqlang.org/manual/) over a flat record whose keys are the names of attributes. */

/** The value that a test of a condition asks about. */
export interface JqSubject {
  /** The expression that gives it; null where it is absent. */
  readonly value: string;
  readonly secrets: readonly SecretDefinition[];
  /** How long the texts are about which the preview gives an answer. */
  readonly longest: AnsweredTexts;
}

export const jqString = (value: string): string => JSON.stringify(value);

/** Whether a value is there and passes a test that sees it as its input. */
export const jqHolds = (value: string, test: string): string => `(${value} | . != null and (${test}))`;

/** Whether an RE2 pattern is found in the text of the input. */
export const jqMatches = (pattern: string): string => `text | test(${jqString(pattern)})`;

/** Whether a value is there and an RE2 pattern is found in its text. */
export const jqFound = (value: string, pattern: string): string => jqHolds(value, jqMatches(pattern));

/**
 * A test of texts of at most so many bytes: whether the value is there and passes, and whether it passes or is too long.
 * The second is undefined where no value is too long.
 */
export function jqAnswered(
  value: string,
  longest: number,
  test: string,
): { readonly holds: string; readonly mayHold: string | undefined } {
  if (longest === Number.POSITIVE_INFINITY) return { holds: jqHolds(value, test), mayHold: undefined };
  const length = "(text | utf8bytelength)";
  return {
    holds: jqHolds(value, `${length} <= ${longest} and (${test})`),
    mayHold: jqHolds(value, `${length} > ${longest} or (${test})`),
  };
}

/** The value of an attribute, or of a resource attribute with or without the prefix. */
export function jqValue(name: string): string {
  const own = `.[${jqString(name)}]`;
  if (!name.startsWith("resource.")) return own;
  return `(if has(${jqString(name)}) then ${own} else .[${jqString(name.slice("resource.".length))}] end)`;
}

/** Whether comparing with a number as doubles, as jq does, is exact: all whole numbers around it are doubles of their own. */
export const isExactDouble = (number: number | bigint): boolean => number > -(2n ** 53n) && number < 2n ** 53n;

export const jqNumberReason =
  "whole numbers from 9007199254740992 on are compared as doubles, which several of them share";

/** A number as jq reads it: large doubles with an exponent, for as whole numbers they would be others. */
export const jqNumber = (number: number | bigint): string =>
  typeof number === "number" && !isExactDouble(number) ? number.toExponential() : String(number);
