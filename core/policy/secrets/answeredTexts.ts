import type { AnsweredTexts } from "../model/answeredTexts.ts";
import type { Condition } from "../model/condition.ts";
import { ownPatterns } from "../model/ownPatterns.ts";
import type { SecretDefinition } from "../model/secretDefinition.ts";
import { countedInstructions } from "../patterns/countedInstructions.ts";
import { compilePattern } from "../patterns/pattern.ts";
import { mostSteps } from "./stepMeter.ts";

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
