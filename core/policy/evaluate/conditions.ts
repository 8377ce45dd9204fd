import type { AnyValue } from "../../otlp/anyValue.ts";
import type { AttributeCondition, Condition, PolicyScalar } from "../model/policyModel.ts";
import { compilePattern } from "../patterns/pattern.ts";
import { numberOfValue, textOfValue } from "./valueText.ts";
import { versionBelowPattern } from "./versionBelow.ts";

/** What conditions see: an event, or a span or metric point, which have no body. */
export interface ConditionSubject {
  readonly attributes: ReadonlyMap<string, AnyValue>;
  readonly resource: ReadonlyMap<string, AnyValue>;
  readonly body: AnyValue | undefined;
}

/** A condition made ready to be asked of many events. */
export type CompiledCondition = (event: ConditionSubject) => Answer;

/** Undefined where asking would cost too much, and the answer depends on it: nothing is delivered on such an answer. */
export type Answer = boolean | undefined;

/** What conditions ask of the policy they belong to. */
export interface ConditionContext {
  /** Whether one of the policy's secrets occurs in a value. */
  readonly hasSecret: (value: AnyValue) => Answer;
  /** Whether a text of an attribute is short enough for the patterns that are asked about it. */
  readonly mayMatch: (attribute: string, text: string) => boolean;
}

type Test = (value: AnyValue | undefined) => Answer;

/** Whether all hold: not when one does not, and else unknown when one is. */
function every<T>(parts: readonly T[], ask: (part: T) => Answer): Answer {
  let all: Answer = true;
  for (const part of parts) {
    const answer = ask(part);
    if (answer === false) return false;
    if (answer === undefined) all = undefined;
  }
  return all;
}

const opposite = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);

/**
 * The value a policy means by a name: `body`, `resource.NAME`, or else the log attribute. Undefined when it is absent or
 * empty.
 */
export function valueNamed(event: ConditionSubject, name: string): AnyValue | undefined {
  const value =
    name === "body"
      ? event.body
      : name.startsWith("resource.")
        ? event.resource.get(name.slice("resource.".length))
        : event.attributes.get(name);
  return value?.kind === "empty" ? undefined : value;
}

/**
 * Makes a condition ready. Text is compared without case (`Config` on the wire is `config` in the documentation), numbers
 * and truth values also where they came as text. `not_equals` is the exact opposite of `equals` and so holds for an absent
 * attribute; `matches`, `greater_than`, `less_than` and `version_below` do not hold for an absent one.
 *
 * Throws a RangeError for an invalid pattern; `parsePolicy` lets none through.
 */
export function compileCondition(condition: Condition, context: ConditionContext): CompiledCondition {
  switch (condition.kind) {
    case "all":
      return allOf(condition.conditions, context);
    case "any": {
      const parts = condition.conditions.map((part) => compileCondition(part, context));
      return (event) => opposite(every(parts, (part) => opposite(part(event))));
    }
    case "not": {
      const inner = compileCondition(condition.condition, context);
      return (event) => opposite(inner(event));
    }
    case "attribute": {
      const tests = testsOf(condition, context);
      const name = condition.attribute;
      return (event) => {
        const value = valueNamed(event, name);
        return every(tests, (test) => test(value));
      };
    }
  }
}

/** All conditions of a list must hold; an empty list holds. */
export function allOf(conditions: readonly Condition[], context: ConditionContext): CompiledCondition {
  const parts = conditions.map((condition) => compileCondition(condition, context));
  return (event) => every(parts, (part) => part(event));
}

function testsOf(condition: AttributeCondition, { hasSecret, mayMatch }: ConditionContext): Test[] {
  const { equals, notEquals, matches, exists, greaterThan, lessThan } = condition;
  const tests: Test[] = [];
  if (exists !== undefined) tests.push((value) => (value !== undefined) === exists);
  if (equals !== undefined) tests.push(equalsAny(equals));
  if (notEquals !== undefined) {
    const equal = equalsAny(notEquals);
    tests.push((value) => opposite(equal(value)));
  }
  if (matches !== undefined) tests.push(occurs(matches, (text) => mayMatch(condition.attribute, text)));
  if (greaterThan !== undefined) tests.push(numeric((number) => number > greaterThan));
  if (lessThan !== undefined) tests.push(numeric((number) => number < lessThan));
  if (condition.hasSecret !== undefined) {
    const wanted = condition.hasSecret;
    tests.push((value) => {
      const has = value === undefined ? false : hasSecret(value);
      return has === undefined ? undefined : has === wanted;
    });
  }
  if (condition.versionBelow !== undefined) tests.push(isBelow(condition.versionBelow));
  return tests;
}

function occurs(source: string, isShortEnough: (text: string) => boolean): Test {
  const pattern = compilePattern(source);
  if (typeof pattern === "string") throw new RangeError(pattern);
  return (value) => {
    if (value === undefined) return false;
    const text = textOfValue(value);
    return isShortEnough(text) ? pattern.occursIn(text) : undefined;
  };
}

/** The pattern is anchored and without nested repetition: what it costs is no matter. */
const isBelow = (version: string): Test => occurs(versionBelowPattern(version), () => true);

/** Lower case by letters alone, as Go has it: no final sigma, and an I with a dot becomes an i. */
export function lowerCase(text: string): string {
  return text.replaceAll("İ", "i").replaceAll("Σ", "σ").toLowerCase();
}

function numeric(test: (number: number | bigint) => boolean): Test {
  return (value) => {
    const number = value === undefined ? undefined : numberOfValue(value);
    return number !== undefined && test(number);
  };
}

function equalsAny(expected: readonly PolicyScalar[]): Test {
  const words = new Set<string>();
  const numbers = new Set<number | bigint>();
  for (const scalar of expected) {
    if (typeof scalar === "number" || typeof scalar === "bigint") numbers.add(exactNumber(scalar));
    else words.add(lowerCase(String(scalar)));
  }
  return (value) => {
    if (value === undefined) return false;
    if (words.size > 0 && words.has(lowerCase(textOfValue(value)))) return true;
    if (numbers.size === 0) return false;
    const number = numberOfValue(value);
    return number !== undefined && numbers.has(exactNumber(number));
  };
}

/** One representation for each number: a double that is whole equals the integer of 64 bits. */
const exactNumber = (number: number | bigint): number | bigint =>
  typeof number === "number" && Number.isInteger(number) ? BigInt(number) : number;
