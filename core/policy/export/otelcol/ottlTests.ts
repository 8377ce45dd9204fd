import { decimalText } from "../../evaluate/decimalText.ts";
import type { AnsweredTexts } from "../../model/answeredTexts.ts";
import type { SecretDefinition } from "../../model/secretDefinition.ts";
import { ottlNumber, ottlString } from "./ottlText.ts";

/** How conditions find a value: OTTL paths to the value as it came, to its text, and to that without terminal colours. */
export interface ConditionPaths {
  readonly value: string;
  readonly text: string;
  readonly plain: string;
}

/** The value that a test of a condition asks about. */
export interface OttlSubject {
  /** Undefined where there is none, as for the body of a span. */
  readonly paths: ConditionPaths | undefined;
  readonly secrets: readonly SecretDefinition[];
  /** How long the texts are about which the preview gives an answer. */
  readonly longest: AnsweredTexts;
}

/** Whether the value is there. */
export const ottlPresent = ({ paths }: OttlSubject): string => (paths ? `${paths.value} != nil` : "false");

/** Whether the value is there and its text passes. */
export function ottlHolds(subject: OttlSubject, test: (text: string) => string, text = subject.paths?.text): string {
  return text === undefined ? "false" : `(${ottlPresent(subject)} and ${test(text)})`;
}

/**
 * A test of texts of at most so many bytes: whether the value is there and passes, and whether it passes or is too long.
 * The second is undefined where no value is too long.
 */
export function ottlAnswered(
  subject: OttlSubject,
  longest: number,
  test: (text: string) => string,
  tested = subject.paths?.text,
): { readonly holds: string; readonly mayHold: string | undefined } {
  if (longest === Number.POSITIVE_INFINITY) return { holds: ottlHolds(subject, test, tested), mayHold: undefined };
  const length = `Len(${subject.paths?.text})`;
  return {
    holds: ottlHolds(subject, (text) => `${length} <= ${longest} and ${test(text)}`, tested),
    mayHold: ottlHolds(subject, (text) => `(${length} > ${longest} or ${test(text)})`, tested),
  };
}

/** Whether an RE2 pattern is found in a text. */
export function ottlMatches(text: string, pattern: string): string {
  return `IsMatch(${text}, ${ottlString(pattern)})`;
}

type Comparison = "==" | "<" | ">";

/** Whole numbers that 64 bits can hold: `Int` fails for others, and with it the whole request. */
const whole = `^(?:[+-]?(?:[0-9]{1,18}|${below("9223372036854775808").join("|")})|-9223372036854775808)$`;
const decimal = `^${decimalText}$`;

/** Patterns of the numbers with as many digits that are smaller, by the first digit that differs. */
function below(digits: string): string[] {
  return [...digits].flatMap((digit, i) => {
    const rest = digits.length - i - 1;
    return digit === "0" ? [] : [`${digits.slice(0, i)}[0-${Number(digit) - 1}]${rest > 0 ? `[0-9]{${rest}}` : ""}`];
  });
}

/** Compares a text that is a number with another, exactly: OTTL itself compares a whole number with a double as doubles. */
export function ottlCompares(text: string, comparison: Comparison, number: number | bigint): string {
  const wholes = `(${ottlMatches(text, whole)} and ${comparesWhole(`Int(${text})`, comparison, number)})`;
  const others = `(not ${ottlMatches(text, whole)} and ${ottlMatches(text, decimal)} and ${comparesDouble(`Double(${text})`, comparison, number)})`;
  return `(${wholes} or ${others})`;
}

/** Compares a whole number of 64 bits. */
function comparesWhole(value: string, comparison: Comparison, number: number | bigint): string {
  if (number >= 2n ** 63n) return String(comparison === "<");
  if (number < -(2n ** 63n)) return String(comparison === ">");
  return `${value} ${comparison} ${ottlNumber(number)}`;
}

/** Compares a double. What no double is lies between two of them. */
function comparesDouble(value: string, comparison: Comparison, number: number | bigint): string {
  const nearest = Number(number);
  if (typeof number === "number" || BigInt(nearest) === number) return `${value} ${comparison} ${ottlNumber(number)}`;
  if (comparison === "==") return "false";
  const isBeyond = comparison === ">" ? nearest > number : nearest < number;
  return `${value} ${comparison}${isBeyond ? "=" : ""} ${ottlNumber(BigInt(nearest))}`;
}
