import { utf8Length } from "../../otlp/anyValue.ts";
import type { AnsweredTexts } from "../model/answeredTexts.ts";
import type { Condition } from "../model/condition.ts";
import { ownPatterns } from "../model/ownPatterns.ts";
import { type SecretDefinition, secretMark } from "../model/secretDefinition.ts";
import { countedInstructions } from "../patterns/countedInstructions.ts";
import { compilePattern } from "../patterns/pattern.ts";
import { mostCharacters, mostSteps } from "./stepMeter.ts";

/** What counts for an attribute in some conditions of a policy with these secrets. */
export function answeredTexts(
  secrets: readonly SecretDefinition[],
  conditions: readonly Condition[],
): (attribute: string) => AnsweredTexts {
  const sums = new Map<string, number>();
  for (const { attribute, source } of ownPatterns(conditions))
    sums.set(attribute, (sums.get(attribute) ?? 0) + instructionsOf(source));
  const ofSecrets = longestSearched(secrets);
  return (attribute) => ({ patterns: longest(sums.get(attribute) ?? 0), secrets: ofSecrets });
}

/**
 * How long a text is at the most, in bytes of UTF-8, that is surely looked through for the policy's own secrets, and so not
 * masked for its length; `Infinity` where it has none of its own.
 */
export const longestSearched = (secrets: readonly SecretDefinition[]): number =>
  longest(secrets.reduce((sum, { pattern }) => sum + instructionsOf(pattern), 0));

const longest = (instructions: number): number =>
  instructions === 0 ? Number.POSITIVE_INFINITY : Math.min(mostCharacters, Math.floor(mostSteps / instructions));

/** Nothing for what is no pattern. */
function instructionsOf(source: string): number {
  const pattern = compilePattern(source);
  return typeof pattern === "string" ? 0 : countedInstructions(pattern);
}

/** A rule for secrets as an export applies it. */
export interface AppliedSecret extends SecretDefinition {
  /** There where the text may be too long for this rule and those behind it, and is masked if it is longer. */
  readonly longest: number | undefined;
}

/**
 * The rules in their order, with the places at which an export has to look how long a text has become: before the first of
 * the policy's own, and again behind each of them that may put in more than it takes out.
 */
export function appliedSecrets(secrets: readonly SecretDefinition[]): readonly AppliedSecret[] {
  const most = longestSearched(secrets);
  let mayBeLonger = true;
  return secrets.map((secret) => {
    const isCounted = instructionsOf(secret.pattern) > 0;
    const longest = isCounted && mayBeLonger ? most : undefined;
    mayBeLonger = (!isCounted && mayBeLonger) || mayLengthen(secret);
    return { ...secret, longest };
  });
}

function mayLengthen({ name, pattern: source }: SecretDefinition): boolean {
  const pattern = compilePattern(source);
  return typeof pattern !== "string" && pattern.shortestMatch < utf8Length(secretMark(name));
}
