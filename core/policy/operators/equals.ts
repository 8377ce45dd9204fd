import type { Operator } from "./operator.ts";
import { equalsAny, readScalars, type Scalars, scalarPart, scalarsType, scalarWords } from "./shared/scalars.ts";
import { jqEquals, ottlEquals, sigmaEquals } from "./shared/scalarTargets.ts";

export const equals: Operator<Scalars> = {
  key: "equals",
  documentation: "The value is this one, or one of the list. Words compare without case, numbers also as text.",
  type: scalarsType,
  example: '"false"',
  emptyTest: '""',
  starter: { attribute: "success", documentation: "A test of one attribute." },
  foreignNames: ["in", "eq", "is"],
  samples: { holds: { test: '["false", 0]', value: "False" }, fails: { test: '"false"', value: "true" } },
  read: readScalars,
  compile: equalsAny,
  words: (scalars) => `equals ${scalarWords(scalars)}`,
  parts: (scalars) => [[...new Set(scalars.map(scalarPart))].sort()],
  targets: {
    otelcol: ottlEquals,
    monad: jqEquals,
    sigma: sigmaEquals,
  },
};
