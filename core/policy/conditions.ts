import type { AnyValue } from "../otlp/anyValue.ts";
import { compilePattern } from "./pattern.ts";
import type { AttributeCondition, Condition, PolicyScalar } from "./policyModel.ts";
import { numberOfValue, textOfValue } from "./valueText.ts";
import { versionBelowPattern } from "./versionBelow.ts";

/** What conditions see: an event, or a span or metric point, which have no body. */
export interface ConditionSubject {
  readonly attributes: ReadonlyMap<string, AnyValue>;
  readonly resource: ReadonlyMap<string, AnyValue>;
  readonly body: AnyValue | undefined;
}

/** A condition made ready to be asked of many events. */
export type CompiledCondition = (event: ConditionSubject) => boolean;

/** What conditions ask of the policy they belong to. */
export interface ConditionContext {
  /** Whether one of the policy's secrets occurs in a value. */
  readonly hasSecret: (value: AnyValue) => boolean;
}

type Test = (value: AnyValue | undefined) => boolean;

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
      return (event) => parts.some((part) => part(event));
    }
    case "not": {
      const inner = compileCondition(condition.condition, context);
      return (event) => !inner(event);
    }
    case "attribute": {
      const tests = testsOf(condition, context);
      const name = condition.attribute;
      return (event) => {
        const value = valueNamed(event, name);
        return tests.every((test) => test(value));
      };
    }
  }
}

/** All conditions of a list must hold; an empty list holds. */
export function allOf(conditions: readonly Condition[], context: ConditionContext): CompiledCondition {
  const parts = conditions.map((condition) => compileCondition(condition, context));
  return (event) => parts.every((part) => part(event));
}

function testsOf(condition: AttributeCondition, { hasSecret }: ConditionContext): Test[] {
  const { equals, notEquals, matches, exists, greaterThan, lessThan } = condition;
  const tests: Test[] = [];
  if (exists !== undefined) tests.push((value) => (value !== undefined) === exists);
  if (equals !== undefined) tests.push(equalsAny(equals));
  if (notEquals !== undefined) {
    const equal = equalsAny(notEquals);
    tests.push((value) => !equal(value));
  }
  if (matches !== undefined) tests.push(occurs(matches));
  if (greaterThan !== undefined) tests.push(numeric((number) => number > greaterThan));
  if (lessThan !== undefined) tests.push(numeric((number) => number < lessThan));
  if (condition.hasSecret !== undefined) {
    const wanted = condition.hasSecret;
    tests.push((value) => (value !== undefined && hasSecret(value)) === wanted);
  }
  if (condition.versionBelow !== undefined) tests.push(occurs(versionBelowPattern(condition.versionBelow)));
  return tests;
}

function occurs(source: string): Test {
  const pattern = compilePattern(source);
  if (typeof pattern === "string") throw new RangeError(pattern);
  return (value) => value !== undefined && pattern.occursIn(textOfValue(value));
}

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
  const numbers: (number | bigint)[] = [];
  for (const scalar of expected) {
    if (typeof scalar === "number" || typeof scalar === "bigint") numbers.push(scalar);
    else words.add(lowerCase(String(scalar)));
  }
  return (value) => {
    if (value === undefined) return false;
    if (words.size > 0 && words.has(lowerCase(textOfValue(value)))) return true;
    if (numbers.length === 0) return false;
    const number = numberOfValue(value);
    // Loose equality compares an integer of 64 bits with a double exactly.
    // biome-ignore lint/suspicious/noDoubleEquals: see above
    return number !== undefined && numbers.some((wanted) => wanted == number);
  };
}
