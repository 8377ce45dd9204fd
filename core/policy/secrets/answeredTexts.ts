import type { Condition } from "../model/condition.ts";
import type { SecretDefinition } from "../model/secretDefinition.ts";
import { compilePattern } from "../patterns/pattern.ts";
import { countedInstructions, mostSteps, ownPatterns } from "./patternCost.ts";

/**
 * About how long a text conditions give an answer for sure, in bytes of UTF-8, which every target of an export can count;
 * `Infinity` where they always do.
 */
export interface AnsweredTexts {
  /** For the patterns that conditions try on an attribute: all of them together, and never a longer text. */
  readonly patterns: number;
  /** For the policy's secrets. A longer text gets an answer too where nothing in it looks like one of its own. */
  readonly secrets: number;
}

/** What counts for an attribute in some conditions of a policy with these secrets. */
export function answeredTexts(
  secrets: readonly SecretDefinition[],
  conditions: readonly Condition[],
): (attribute: string) => AnsweredTexts {
  const sums = new Map<string, number>();
  for (const { attribute, source } of ownPatterns(conditions))
    sums.set(attribute, (sums.get(attribute) ?? 0) + instructionsOf(source));
  const ofSecrets = secrets.reduce((sum, { pattern }) => sum + instructionsOf(pattern), 0);
  return (attribute) => ({ patterns: longest(sums.get(attribute) ?? 0), secrets: longest(ofSecrets) });
}

const longest = (instructions: number): number =>
  instructions === 0 ? Number.POSITIVE_INFINITY : Math.floor(mostSteps / instructions);

/** Nothing for what is no pattern. */
function instructionsOf(source: string): number {
  const pattern = compilePattern(source);
  return typeof pattern === "string" ? 0 : countedInstructions(pattern);
}
