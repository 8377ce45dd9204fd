import type { PolicyKey } from "./policyType.ts";
import { conditions } from "./ruleKeys.ts";

/** A condition on an attribute, behind which the operators stand, or one made of others. */
export const conditionTable = [
  {
    name: "attribute",
    foreignNames: ["name", "attr", "field", "key"],
    type: { kind: "attribute" },
    documentation: "The attribute, `resource.NAME` or `body` that is looked at. Beside it stands at least one test.",
    example: '"success"',
    likely: [],
  },
  {
    name: "any",
    foreignNames: ["or", "any_of"],
    type: { kind: "many", of: { kind: "table", keys: "condition" } },
    standsAlone: true,
    documentation: "At least one of these conditions holds. A list inside of it holds as a whole.",
    example: '[{ attribute = "success", equals = "false" }]',
  },
  {
    name: "not",
    type: conditions,
    standsAlone: true,
    documentation: "The condition, or the list as a whole, does not hold.",
    example: '{ attribute = "success", equals = "true" }',
  },
] as const satisfies readonly PolicyKey[];
