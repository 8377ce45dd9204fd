import { ottlPresent } from "../export/otelcol/ottlTests.ts";
import { exactly } from "../export/targetForm.ts";
import type { Operator } from "./operator.ts";
import { holdsForAbsent } from "./shared/absent.ts";

export const exists: Operator<boolean> = {
  key: "exists",
  documentation:
    "The attribute is there (`true`) or not (`false`). An empty text is there; an attribute without a value is not.",
  type: { kind: "boolean" },
  example: "true",
  emptyTest: "true",
  isAskedFirst: true,
  samples: { holds: { test: "true", value: "" }, fails: { test: "true", value: undefined } },
  read: (reader, value) => reader.boolean(value),
  compile: (wanted) => (value) => (value !== undefined) === wanted,
  words: (wanted) => (wanted ? "exists" : "is absent"),
  parts: (wanted) => [wanted],
  contradiction: (wanted, other) =>
    wanted || holdsForAbsent(other)
      ? undefined
      : `An attribute that is not there cannot pass ${other.operator.key}: this never holds.`,
  targets: {
    otelcol: (wanted, subject) => exactly(wanted ? ottlPresent(subject) : `not (${ottlPresent(subject)})`),
    monad: (wanted, { value }) => exactly(wanted ? `(${value} != null)` : `(${value} == null)`),
    sigma: (wanted, { attribute }) => exactly({ anyOf: [{ [`${attribute}|exists`]: wanted }] }),
  },
};
