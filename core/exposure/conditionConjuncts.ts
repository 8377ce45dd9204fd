import type { AttributeCondition, Condition } from "../policy/model/condition.ts";
import { operators } from "../policy/operators/index.ts";

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
export const asksForSecrets = (conjunct: string): boolean =>
  operators.some(({ key, asksForSecrets }) => asksForSecrets === true && conjunct.includes(`${textOf(key)}:`));

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

/** The tests on an attribute must all hold, and of each what it is made of. */
function tests({ attribute, tests }: AttributeCondition): readonly Part[] {
  return tests.flatMap(({ operator, value }) =>
    operator.parts(value).map((part): Part => ({ attribute, [operator.key]: part })),
  );
}

const textOf = (value: unknown): string => JSON.stringify(value);
