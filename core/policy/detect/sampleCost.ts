import { askForSecrets } from "../model/attributeConditions.ts";
import { conditionsOf } from "../model/detectionConditions.ts";
import { ownPatterns } from "../model/ownPatterns.ts";
import type { Detection, DetectionSample, SecretDefinition } from "../model/policyModel.ts";
import { countedInstructions } from "../patterns/countedInstructions.ts";
import { compilePattern } from "../patterns/pattern.ts";

/**
 * So many steps may all samples of a policy take together: a tenth of a second while somebody types. The samples of the
 * built-in policy take none, for its patterns do not count.
 */
export const mostSampleSteps = 5_000_000;

/** The most steps that a detection may need for a sample: characters times instructions, as for what is received. */
export function sampleSteps(
  secrets: readonly SecretDefinition[],
  detection: Detection,
): (sample: DetectionSample) => number {
  const conditions = conditionsOf([detection]);
  const patterns = [
    ...ownPatterns(conditions).map(({ source }) => source),
    ...(askForSecrets(conditions) ? secrets.map(({ pattern }) => pattern) : []),
  ];
  const instructions = patterns.reduce((sum, source) => sum + instructionsOf(source), 0);
  return ({ events }) => charactersOf(events) * instructions;
}

function instructionsOf(source: string): number {
  const pattern = compilePattern(source);
  return typeof pattern === "string" ? 0 : countedInstructions(pattern);
}

function charactersOf(events: DetectionSample["events"]): number {
  let count = 0;
  for (const attributes of events) for (const value of attributes.values()) count += String(value).length;
  return count;
}
