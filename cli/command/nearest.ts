import { nearestName } from "../../core/diagnostics/nearestName.ts";

/** The end of a sentence about a word that is unknown: asks whether the nearest one was meant, if one is near. */
export function orNearest(word: string, known: readonly string[], show = (near: string): string => near): string {
  const near = nearestName(word, known);
  return near === undefined ? "." : `; did you mean ${show(near)}?`;
}
