import { sigmaNot } from "../export/sigma/sigmaText.ts";
import { opposed } from "../export/targetForm.ts";
import { opposite } from "../model/conditionAnswer.ts";
import type { Operator } from "./operator.ts";
import { equalsAny, readScalars, type Scalars, scalarPart, scalarsType, scalarWords } from "./shared/scalars.ts";
import { jqEquals, ottlEquals, sigmaEquals } from "./shared/scalarTargets.ts";

export const notEquals: Operator<Scalars> = {
  key: "not_equals",
  documentation: "The opposite of `equals`: it also holds where the attribute is absent.",
  type: scalarsType,
  example: '""',
  foreignNames: ["ne", "not_in"],
  samples: { holds: { test: '["denied", "abort"]', value: undefined }, fails: { test: '"denied"', value: "Denied" } },
  read: readScalars,
  compile(scalars) {
    const equal = equalsAny(scalars);
    return (value) => opposite(equal(value));
  },
  words: (scalars) => `does not equal ${scalarWords(scalars)}`,
  parts: (scalars) => scalars.map(scalarPart),
  targets: {
    otelcol: (scalars, subject) => opposed(ottlEquals(scalars, subject), (equal) => `not (${equal})`),
    monad: (scalars, subject) => opposed(jqEquals(scalars, subject), (equal) => `(${equal} | not)`),
    sigma: (scalars, subject) => opposed(sigmaEquals(scalars, subject), sigmaNot),
  },
};
