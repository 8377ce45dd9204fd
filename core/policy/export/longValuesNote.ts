import type { SecretDefinition } from "../model/secretDefinition.ts";
import { longestSearched } from "../secrets/answeredTexts.ts";

/** That long values are masked because the policy has secrets of its own; empty where it has none. */
export function longValuesNote(secrets: readonly SecretDefinition[]): readonly string[] {
  const longest = longestSearched(secrets);
  if (longest === Number.POSITIVE_INFINITY) return [];
  return [
    `A value of more than ${longest} bytes is masked where it would be kept or cut, also where nothing in it looks like one of the policy's own secrets; so is one that becomes longer when secrets are replaced. Lists and maps count as JSON.`,
  ];
}
