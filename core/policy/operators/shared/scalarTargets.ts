import { lowerCase } from "../../evaluate/lowerCase.ts";
import { caselessPattern } from "../../export/caselessPattern.ts";
import {
  isExactDouble,
  type JqSubject,
  jqHolds,
  jqMatches,
  jqNumber,
  jqNumberReason,
} from "../../export/monad/jqText.ts";
import { type OttlSubject, ottlCompares, ottlHolds } from "../../export/otelcol/ottlTests.ts";
import { ottlJoined, ottlString } from "../../export/otelcol/ottlText.ts";
import { oneOrList, type SigmaSubject, type SigmaTest, sigmaValues } from "../../export/sigma/sigmaText.ts";
import { exactly, findingLess, findingMore, type TargetForm } from "../../export/targetForm.ts";
import { isNumber, type Scalars } from "./scalars.ts";

/** Equality in each target, of which `not_equals` is the opposite. */
export function ottlEquals(expected: Scalars, subject: OttlSubject): TargetForm<string> {
  const equal = ottlHolds(subject, (text) => {
    const parts = expected.map((scalar) =>
      isNumber(scalar)
        ? ottlCompares(text, "==", scalar)
        : `ConvertCase(${text}, "lower") == ${ottlString(lowerCase(String(scalar)))}`,
    );
    return ottlJoined(parts, "or", "false");
  });
  return exactly(equal);
}

export function jqEquals(expected: Scalars, { value }: JqSubject): TargetForm<string> {
  const parts = expected.map((scalar) =>
    isNumber(scalar) ? `number == ${jqNumber(scalar)}` : `(${jqMatches(caselessPattern(String(scalar)))})`,
  );
  const equal = jqHolds(value, parts.join(" or ") || "false");
  return expected.filter(isNumber).every(isExactDouble) ? exactly(equal) : findingMore(equal, jqNumberReason);
}

export function sigmaEquals(expected: Scalars, { attribute }: SigmaSubject): TargetForm<SigmaTest> {
  const equal = { anyOf: [{ [attribute]: oneOrList(expected.flatMap(sigmaValues)) }] };
  if (!expected.some(isNumber)) return exactly(equal);
  return findingLess(
    equal,
    "equals and not_equals know a number as it is written in the policy: 4.01e2 is not taken for 401",
  );
}
