import type { AnsweredTexts } from "../../model/answeredTexts.ts";
import type { Condition } from "../../model/condition.ts";
import type { SecretDefinition } from "../../model/secretDefinition.ts";
import { deliveringConditions } from "../deliveringConditions.ts";
import { jqValue } from "./jqText.ts";

/**
 * The conditions of a destination, which must all hold, as jq filters.
 *
 * Throws an `ExportRefused` for what would be delivered besides; `noted` is told where less is delivered.
 */
export function monadConditions(
  conditions: readonly Condition[],
  secrets: readonly SecretDefinition[],
  longestOf: (attribute: string) => AnsweredTexts,
  path: string,
  noted: (note: string) => void,
): readonly string[] {
  return deliveringConditions(
    conditions,
    {
      target: "Monad",
      test: (attribute, { operator, value }) =>
        operator.targets.monad(value, {
          value: jqValue(attribute),
          secrets,
          longest: longestOf(attribute),
        }),
      all: (parts) => joined(parts, "and", "true"),
      any: (parts) => joined(parts, "or", "false"),
      not: (part) => `(${part} | not)`,
    },
    path,
    noted,
  );
}

function joined(parts: readonly string[], word: "and" | "or", empty: "true" | "false"): string {
  return parts.length === 0 ? empty : `(${parts.join(` ${word} `)})`;
}
