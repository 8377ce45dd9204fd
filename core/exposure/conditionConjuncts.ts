import type { AttributeCondition, Condition, PolicyScalar } from "../policy/model/policyModel.ts";

/**
 * What must hold for conditions to hold, each as one text, in a form in which the order and nesting of the file make no
 * difference. Equal texts mean the same; whether different ones do is not known.
 */
export function conjunctsOf(conditions: readonly Condition[]): readonly string[] {
  return sorted(conditions.flatMap(conjuncts)).map(textOf);
}

/** A condition as plain data. */
type Part = Readonly<Record<string, unknown>>;

/** Whether a condition asks for the secrets of the policy, so that it means something else with others. */
export const asksForSecrets = (conjunct: string): boolean => conjunct.includes('"has_secret":');

function conjuncts(condition: Condition): readonly Part[] {
  switch (condition.kind) {
    case "all":
      return condition.conditions.flatMap(conjuncts);
    case "attribute":
      return tests(condition);
    case "any": {
      const [first, ...others] = condition.conditions;
      if (first !== undefined && others.length === 0) return conjuncts(first);
      return [{ any: sorted(condition.conditions.map(together)) }];
    }
    case "not":
      return negated(condition.condition);
  }
}

/** None of several holds when each does not. */
function negated(condition: Condition): readonly Part[] {
  switch (condition.kind) {
    case "not":
      return conjuncts(condition.condition);
    case "any":
      return condition.conditions.flatMap(negated);
    case "all": {
      const [first, ...others] = condition.conditions;
      if (first !== undefined && others.length === 0) return negated(first);
      return [{ not: together(condition) }];
    }
    case "attribute":
      return [{ not: together(condition) }];
  }
}

const together = (condition: Condition): Part => ({ all: sorted(conjuncts(condition)) });

/** In an order of their own, each once. */
const sorted = (parts: readonly Part[]): readonly Part[] =>
  [...new Map(parts.map((part) => [textOf(part), part]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);

/** The tests on an attribute must all hold, and none of the values that it must not equal may be there. */
function tests(condition: AttributeCondition): readonly Part[] {
  const {
    kind: _,
    attribute,
    equals,
    notEquals,
    matches,
    exists,
    greaterThan,
    lessThan,
    hasSecret,
    versionBelow,
    ...others
  } = condition;
  // an operator that is not named here must not be overlooked
  others satisfies Readonly<Record<string, never>>;
  const test = (operator: string, value: unknown): Part => ({ attribute, [operator]: value });
  return [
    ...(equals ? [test("equals", [...new Set(equals.map(scalarText))].sort())] : []),
    ...(notEquals ?? []).map((value) => test("not_equals", scalarText(value))),
    ...(matches === undefined ? [] : [test("matches", matches)]),
    ...(exists === undefined ? [] : [test("exists", exists)]),
    ...(greaterThan === undefined ? [] : [test("greater_than", scalarText(greaterThan))]),
    ...(lessThan === undefined ? [] : [test("less_than", scalarText(lessThan))]),
    ...(hasSecret === undefined ? [] : [test("has_secret", hasSecret)]),
    ...(versionBelow === undefined ? [] : [test("version_below", versionBelow)]),
  ];
}

/** A text and a number that look the same are told apart. */
const scalarText = (value: PolicyScalar): string => (typeof value === "string" ? JSON.stringify(value) : String(value));

const textOf = (value: unknown): string => JSON.stringify(value);
