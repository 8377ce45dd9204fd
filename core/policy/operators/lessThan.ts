import type { Operator } from "./operator.ts";
import { comparesNumber, jqComparison, ottlComparison, sigmaComparison } from "./shared/comparison.ts";
import { scalarPart } from "./shared/scalars.ts";

export const lessThan: Operator<number | bigint> = {
  key: "less_than",
  documentation: "The value is a number below this one, also one that was sent as text.",
  type: { kind: "number" },
  example: "0",
  foreignNames: ["lt", "below"],
  samples: { holds: { test: "100", value: "99.5" }, fails: { test: "100", value: "a few" } },
  read: (reader, value) => reader.exactNumber(value),
  compile: (most) => comparesNumber((number) => number < most),
  words: (most) => `is less than ${most}`,
  parts: (most) => [scalarPart(most)],
  targets: {
    otelcol: (most, subject) => ottlComparison("<", most, subject),
    monad: (most, subject) => jqComparison("<", most, subject),
    sigma: (most, subject) => sigmaComparison("lt", most, subject),
  },
};
