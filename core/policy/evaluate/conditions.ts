import type { AnyValue } from "../../otlp/anyValue.ts";
import type { Condition } from "../model/condition.ts";
import { type Answer, type ConditionContext, opposite } from "../model/conditionAnswer.ts";

/** What conditions see: an event, or a span or metric point, which have no body. */
export interface ConditionSubject {
  readonly attributes: ReadonlyMap<string, AnyValue>;
  readonly resource: ReadonlyMap<string, AnyValue>;
  readonly body: AnyValue | undefined;
}

/** A condition made ready to be asked of many events. */
export type CompiledCondition = (event: ConditionSubject) => Answer;

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
      const name = condition.attribute;
      const tests = condition.tests.map(({ operator, value }) => operator.compile(value, { attribute: name, context }));
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
