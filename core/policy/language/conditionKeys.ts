import type { PolicyKey } from "../model/policyKeyTypes.ts";
import { conditions } from "../model/ruleKeys.ts";
import type { Operator } from "../operators/operator.ts";
import { describeOperator } from "./describeOperator.ts";

/** A condition on an attribute, or one made of others. */
export function conditionKeys(operators: readonly Operator[]): readonly PolicyKey[] {
  return [
    {
      name: "attribute",
      type: { kind: "attribute" },
      documentation: "The attribute, `resource.NAME` or `body` that is looked at. Beside it stands at least one test.",
      example: '"success"',
    },
    ...operators.map((operator) => ({
      name: operator.key,
      type: operator.type,
      documentation: describeOperator(operator),
      example: operator.example,
    })),
    {
      name: "any",
      type: { kind: "many", of: { kind: "condition" } },
      documentation: "At least one of these conditions holds. A list inside of it holds as a whole.",
      example: '[{ attribute = "success", equals = "false" }]',
    },
    {
      name: "not",
      type: conditions,
      documentation: "The condition, or the list as a whole, does not hold.",
      example: '{ attribute = "success", equals = "true" }',
    },
  ];
}
