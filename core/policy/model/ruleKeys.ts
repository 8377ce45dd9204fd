import type { PolicyKey, PolicyType } from "./policyKeyTypes.ts";

/** Names of events, globs allowed; one alone need not stand in brackets. */
export const eventNames: PolicyType = { kind: "oneOrMany", of: { kind: "eventGlob" } };

/** Conditions that must all hold; one alone need not stand in brackets. */
export const conditions: PolicyType = { kind: "oneOrMany", of: { kind: "condition" } };

/** The conditions of a rule. */
export const when = (documentation: string): PolicyKey => ({
  name: "when",
  type: conditions,
  default: "no condition",
  documentation,
  example: '[{ attribute = "success", equals = "false" }]',
});
