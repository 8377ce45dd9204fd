import { numberOfValue } from "../../evaluate/valueText.ts";
import { isExactDouble, type JqSubject, jqHolds, jqNumber, jqNumberReason } from "../../export/monad/jqText.ts";
import { type OttlSubject, ottlCompares, ottlHolds } from "../../export/otelcol/ottlTests.ts";
import type { SigmaSubject, SigmaTest } from "../../export/sigma/sigmaText.ts";
import { exactly, findingLess, type TargetForm } from "../../export/targetForm.ts";
import type { ValueTest } from "../../model/conditionAnswer.ts";

/** Whether a value stands for a number that passes; what is no number does not. */
export function comparesNumber(test: (number: number | bigint) => boolean): ValueTest {
  return (value) => {
    const number = value === undefined ? undefined : numberOfValue(value);
    return number !== undefined && test(number);
  };
}

export const ottlComparison = (operator: "<" | ">", number: number | bigint, subject: OttlSubject) =>
  exactly(ottlHolds(subject, (text) => ottlCompares(text, operator, number)));

export function jqComparison(operator: "<" | ">", number: number | bigint, { value }: JqSubject): TargetForm<string> {
  const compared = jqHolds(value, `number as $n | $n != null and $n ${operator} ${jqNumber(number)}`);
  return isExactDouble(number) ? exactly(compared) : findingLess(compared, jqNumberReason);
}

export const sigmaComparison = (
  modifier: "gt" | "lt",
  number: number | bigint,
  { attribute }: SigmaSubject,
): TargetForm<SigmaTest> =>
  findingLess(
    { anyOf: [{ [`${attribute}|${modifier}`]: Number(number) }] },
    "greater_than and less_than compare numbers. Codex sends many as text; a store that keeps them so may not find what the preview finds",
  );
