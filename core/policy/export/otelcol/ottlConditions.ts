import type { AnsweredTexts } from "../../model/answeredTexts.ts";
import type { Condition } from "../../model/condition.ts";
import type { SecretDefinition } from "../../model/secretDefinition.ts";
import { deliveringConditions } from "../deliveringConditions.ts";
import type { ConditionPaths } from "./ottlTests.ts";
import { ottlJoined } from "./ottlText.ts";

/** What conditions speak of. */
export interface ConditionScope {
  /** Finds a value by the name the policy has for it; undefined where there is none, as for the body of a span. */
  readonly pathsOf: (name: string) => ConditionPaths | undefined;
  /** The policy's secrets, which conditions may ask for. */
  readonly secrets: readonly SecretDefinition[];
  /** How long the texts of an attribute are about which the preview gives an answer. */
  readonly longestOf: (attribute: string) => AnsweredTexts;
}

/**
 * The conditions of a destination, which must all hold, as one OTTL expression.
 *
 * Throws an `ExportRefused` for what the Collector would deliver more by; `noted` is told where it delivers less.
 */
export function ottlConditions(
  conditions: readonly Condition[],
  { pathsOf, secrets, longestOf }: ConditionScope,
  path: string,
  noted: (note: string) => void,
): string {
  const parts = deliveringConditions(
    conditions,
    {
      target: "the Collector",
      test: (attribute, { operator, value }) =>
        operator.targets.otelcol(value, {
          paths: pathsOf(attribute),
          secrets,
          longest: longestOf(attribute),
        }),
      all: (parts) => ottlJoined(parts, "and", "true"),
      any: (parts) => ottlJoined(parts, "or", "false"),
      not: (part) => `not (${part})`,
    },
    path,
    noted,
  );
  return ottlJoined(parts, "and", "true");
}
