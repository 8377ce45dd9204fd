import type { OffsetRange } from "../../text/range.ts";
import type { TomlEntry, TomlTable, TomlValue } from "../../toml/document.ts";
import type { KnownName } from "../schema/policyType.ts";

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
  "policy/pattern-too-large",
  "policy/too-many-patterns",
  "policy/glob-too-long",
  "policy/too-many-conditions",
  "policy/condition-empty",
  "policy/correlation-conflict",
  "policy/credential-written",
  "policy/environment-name",
  "policy/too-many-destinations",
  "policy/endpoint-disguised",
  "policy/extends-unknown",
  "policy/remove-unknown",
  "policy/remove-conflict",
  "policy/remove-without-extends",
] as const;
export type PolicyProblemCode = (typeof policyProblemCodes)[number];

/** What a value was expected to be, where one word says it. */
export type WantedType = "string" | "boolean" | "number" | "array" | "table" | "other";

/** What a problem is about, for those who fix it. */
export type ProblemDetail =
  | {
      readonly kind: "name";
      readonly table: TomlTable;
      readonly entry: TomlEntry;
      readonly known: readonly KnownName[];
    }
  | { readonly kind: "word"; readonly value: TomlValue; readonly known: readonly KnownName[] }
  /** No action, where one belongs. */
  | { readonly kind: "action"; readonly value: TomlValue }
  | { readonly kind: "missing"; readonly table: TomlTable; readonly key: string }
  | { readonly kind: "type"; readonly value: TomlValue; readonly wanted: WantedType }
  | { readonly kind: "entry"; readonly entry: TomlEntry }
  | { readonly kind: "value"; readonly value: TomlValue }
  | { readonly kind: "pattern"; readonly value: TomlValue; readonly fragment: string | undefined };

/**
 * One thing wrong with a policy. An error makes the whole policy unusable, for half a policy could let through what the
 * other half would have held back.
 */
export interface PolicyProblem {
  readonly code: PolicyProblemCode;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly range: OffsetRange;
  readonly about?: ProblemDetail;
}

/** Takes note of an error at its place in the policy. */
export interface ErrorSink {
  error(code: PolicyProblemCode, message: string, range: OffsetRange, about?: ProblemDetail): undefined;
}
