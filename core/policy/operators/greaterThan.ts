import { lessThan } from "./lessThan.ts";
import { type Operator, valueBehind } from "./operator.ts";
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
  contradiction(least, other) {
    const most = valueBehind(lessThan, other);
    return most === undefined || least < most
      ? undefined
      : `No number is above ${least} and below ${most}: this never holds.`;
  },
  targets: {
    otelcol: (least, subject) => ottlComparison(">", least, subject),
    monad: (least, subject) => jqComparison(">", least, subject),
    sigma: (least, subject) => sigmaComparison("gt", least, subject),
  },
};
