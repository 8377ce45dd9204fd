import type { PolicyScalar } from "../../model/policyScalar.ts";
import type { SecretDefinition } from "../../model/secretDefinition.ts";
import { cannotSay, exactly, type TargetForm } from "../targetForm.ts";
import { sigmaPattern } from "./sigmaPattern.ts";

export type SigmaValue = string | number | boolean;

/** What a selection of a Sigma rule asks of fields, by their names with modifiers. */
export type SigmaSelection = Readonly<Record<string, SigmaValue | readonly SigmaValue[]>>;

/** A test of a condition as selections, one of which must be met; negated: none of them. */
export interface SigmaTest {
  readonly anyOf: readonly SigmaSelection[];
  readonly negated?: true;
}

/** What a test of a condition asks about. */
export interface SigmaSubject {
  readonly attribute: string;
  readonly secrets: readonly SecretDefinition[];
}

export const sigmaNot = ({ anyOf }: SigmaTest): SigmaTest => ({ anyOf, negated: true });

/** One alone stands without a list. */
export function oneOrList<T>(values: readonly T[]): T | readonly T[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}

/** A value in each type in which it may have been stored: Codex sends many numbers and truth values as text. */
export function sigmaValues(scalar: PolicyScalar): SigmaValue[] {
  const text = String(scalar);
  const written = text.replace(/[\\*?]/g, "\\$&");
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text)) return [written, Number(text)];
  if (/^(?:true|false)$/i.test(text)) return [written, text.toLowerCase() === "true"];
  return [written];
}

/** RE2 patterns of which one must be found: a selection for each set of modifiers, which stand in the name of the field. */
export function sigmaMatchesAny({ attribute }: SigmaSubject, sources: readonly string[]): TargetForm<SigmaTest> {
  const byModifiers = new Map<string, string[]>();
  for (const source of sources) {
    const translated = sigmaPattern(source);
    if (typeof translated === "string") return cannotSay(`${translated}: ${source}`);
    const field = [attribute, "re", ...translated.modifiers].join("|");
    byModifiers.set(field, [...(byModifiers.get(field) ?? []), translated.pattern]);
  }
  return exactly({ anyOf: [...byModifiers].map(([field, patterns]) => ({ [field]: oneOrList(patterns) })) });
}
