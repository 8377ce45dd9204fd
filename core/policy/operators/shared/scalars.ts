import type { TomlValue } from "../../../toml/document.ts";
import { lowerCase } from "../../evaluate/lowerCase.ts";
import { numberOfValue, textOfValue } from "../../evaluate/valueText.ts";
import type { ValueTest } from "../../model/conditionAnswer.ts";
import type { PolicyScalar } from "../../model/policyScalar.ts";
import { parseScalar } from "../../read/parseScalar.ts";
import type { TomlReader } from "../../read/tomlReader.ts";
import type { PolicyType } from "../../schema/policyType.ts";

/** What `equals` and `not_equals` compare with: one value, or a list of them. */
export type Scalars = readonly PolicyScalar[];

export const scalarsType: PolicyType = { kind: "oneOrMany", of: { kind: "scalar" } };

export function readScalars(reader: TomlReader, value: TomlValue): Scalars {
  const elements = value.kind === "array" ? value.elements : [value];
  if (elements.length === 0) {
    const message = "A list without values: name at least one to compare with.";
    reader.error("policy/condition-empty", message, value.range, { kind: "value", value });
  }
  return elements.flatMap((element) => parseScalar(reader, element) ?? []);
}

/** Whether a value is one of these. Text is compared without case, numbers and truth values also where they came as text. */
export function equalsAny(expected: Scalars): ValueTest {
  const words = new Set<string>();
  const numbers = new Set<number | bigint>();
  for (const scalar of expected) {
    if (isNumber(scalar)) numbers.add(exactNumber(scalar));
    else words.add(lowerCase(String(scalar)));
  }
  return (value) => {
    if (value === undefined) return false;
    if (words.size > 0 && words.has(lowerCase(textOfValue(value)))) return true;
    if (numbers.size === 0) return false;
    const number = numberOfValue(value);
    return number !== undefined && numbers.has(exactNumber(number));
  };
}

/** One representation for each number: a double that is whole equals the integer of 64 bits. */
const exactNumber = (number: number | bigint): number | bigint =>
  typeof number === "number" && Number.isInteger(number) ? BigInt(number) : number;

export const isNumber = (scalar: PolicyScalar): scalar is number | bigint =>
  typeof scalar === "number" || typeof scalar === "bigint";

export const scalarWords = (scalars: Scalars): string => scalars.map(String).join(" or ");

/** A text and a number that look the same are told apart. */
export const scalarPart = (value: PolicyScalar): string =>
  typeof value === "string" ? JSON.stringify(value) : String(value);
