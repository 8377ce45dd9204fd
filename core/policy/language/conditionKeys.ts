import type { PolicyKey, PolicyType } from "./policyKeyTypes.ts";

/** Names of events, globs allowed; one alone need not stand in brackets. */
export const eventNames: PolicyType = { kind: "oneOrMany", of: { kind: "eventGlob" } };
const conditions: PolicyType = { kind: "oneOrMany", of: { kind: "condition" } };

/** The conditions of a rule. */
export const when = (documentation: string): PolicyKey => ({
  name: "when",
  type: conditions,
  default: "no condition",
  documentation,
  example: '[{ attribute = "success", equals = "false" }]',
});

/** A condition on an attribute, or one made of others. */
export const conditionKeys: readonly PolicyKey[] = [
  {
    name: "attribute",
    type: { kind: "attribute" },
    documentation: "The attribute, `resource.NAME` or `body` that is looked at. Beside it stands at least one test.",
    example: '"success"',
  },
  {
    name: "equals",
    type: { kind: "oneOrMany", of: { kind: "scalar" } },
    documentation: "The value is this one, or one of the list. Words compare without case, numbers also as text.",
    example: '"false"',
  },
  {
    name: "not_equals",
    type: { kind: "oneOrMany", of: { kind: "scalar" } },
    documentation: "The opposite of `equals`: it also holds where the attribute is absent.",
    example: '""',
  },
  {
    name: "matches",
    type: { kind: "pattern" },
    documentation: "The RE2 pattern is found anywhere in the value's text. `(?i)` in front takes no notice of case.",
    example: "'(?i)^approved'",
  },
  {
    name: "exists",
    type: { kind: "boolean" },
    documentation: "The attribute is there (`true`) or not (`false`); an empty value counts as absent.",
    example: "true",
  },
  {
    name: "greater_than",
    type: { kind: "number" },
    documentation: "The value is a number above this one, also one that was sent as text.",
    example: "0",
  },
  {
    name: "less_than",
    type: { kind: "number" },
    documentation: "The value is a number below this one, also one that was sent as text.",
    example: "0",
  },
  {
    name: "has_secret",
    type: { kind: "boolean" },
    documentation:
      "One of the policy's `[secrets]` occurs in the value (`true`), or none does (`false`, also where the attribute is absent).",
    example: "true",
  },
  {
    name: "version_below",
    type: { kind: "string" },
    documentation:
      "The value is a version before this one, such as `0.149.2` before `0.150.0`. A preview came before its release.",
    example: '"0.150.0"',
  },
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

/** The keys of a condition that compare the attribute with something. */
export const operatorNames: readonly string[] = [
  "equals",
  "not_equals",
  "matches",
  "exists",
  "greater_than",
  "less_than",
  "has_secret",
  "version_below",
];
