import type { OffsetRange } from "../text/range.ts";

/** Stable codes of what can be wrong with a policy. */
export const policyProblemCodes = [
  "policy/syntax",
  "policy/version-unsupported",
  "policy/unknown-key",
  "policy/missing-key",
  "policy/wrong-type",
  "policy/unknown-word",
  "policy/unknown-class",
  "policy/name-invalid",
  "policy/duplicate-name",
  "policy/attribute-in-two-classes",
  "policy/pattern-invalid",
  "policy/pattern-matches-nothing",
  "policy/condition-empty",
] as const;
export type PolicyProblemCode = (typeof policyProblemCodes)[number];

/**
 * One thing wrong with a policy. An error makes the whole policy unusable, for half a policy could let through what the
 * other half would have held back.
 */
export interface PolicyProblem {
  readonly code: PolicyProblemCode;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly range: OffsetRange;
}
