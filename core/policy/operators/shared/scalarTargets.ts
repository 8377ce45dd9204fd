import { type JqSubject, jqHolds, jqMatches } from "../../export/jqText.ts";
import { ottlJoined, ottlString } from "../../export/otelcol/ottlText.ts";
import { type OttlSubject, ottlCompares, ottlHolds } from "../../export/ottlTests.ts";
import { escapePattern } from "../../export/patterns.ts";
import { oneOrList, type SigmaSelection, type SigmaSubject, sigmaValues } from "../../export/sigmaText.ts";
import { lowerCase } from "../../lowerCase.ts";
import { isNumber, type Scalars } from "./scalars.ts";

/** Equality in each target; `not_equals` is its exact opposite. */
export function ottlEquals(expected: Scalars, subject: OttlSubject): string {
  return ottlHolds(subject, (text) => {
    const parts = expected.map((scalar) =>
      isNumber(scalar)
        ? ottlCompares(text, "==", scalar)
        : `ConvertCase(${text}, "lower") == ${ottlString(lowerCase(String(scalar)))}`,
    );
    return ottlJoined(parts, "or", "false");
  });
}

export function jqEquals(expected: Scalars, { value }: JqSubject): string {
  const parts = expected.map((scalar) =>
    isNumber(scalar)
      ? `number == ${scalar}`
      : `(${jqMatches(`(?i)\\A${escapePattern(lowerCase(String(scalar)))}\\z`)})`,
  );
  return jqHolds(value, parts.join(" or ") || "false");
}

export function sigmaEquals(expected: Scalars, { attribute }: SigmaSubject): SigmaSelection {
  return { [attribute]: oneOrList(expected.flatMap(sigmaValues)) };
}
