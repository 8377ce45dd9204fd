import { lessThan } from "./lessThan.ts";
import type { Operator } from "./operator.ts";
import { comparesNumber, jqComparison, ottlComparison, sigmaComparison } from "./shared/comparison.ts";
import { scalarPart } from "./shared/scalars.ts";

export const greaterThan: Operator<number | bigint> = {
  key: "greater_than",
  documentation: "The value is a number above this one, also one that was sent as text.",
  type: { kind: "number" },
  example: "0",
  foreignNames: ["gt", "more_than", "above"],
  samples: { holds: { test: "100", value: "101" }, fails: { test: "100", value: 100 } },
  read: (reader, value) => reader.exactNumber(value),
  compile: (least) => comparesNumber((number) => number > least),
  words: (least) => `is greater than ${least}`,
  parts: (least) => [scalarPart(least)],
  contradiction: (least, { operator, value }) =>
    operator.key === lessThan.key && least >= (value as number | bigint)
      ? `No number is above ${least} and below ${value}: this never holds.`
      : undefined,
  targets: {
    otelcol: (least, subject) => ottlComparison(">", least, subject),
    monad: (least, subject) => jqComparison(">", least, subject),
    sigma: (least, subject) => sigmaComparison("gt", least, subject),
  },
};
