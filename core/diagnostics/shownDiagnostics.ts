import type { Diagnostic } from "./diagnostic.ts";

/** So many diagnostics of one code are shown of a file, and so many of all codes together. */
export const mostOfOneCode = 100;
export const mostOfAll = 1000;

/** Diagnostics as they are shown, each list of too many of one code with its number at its end. */
export interface ShownDiagnostics {
  readonly diagnostics: readonly Diagnostic[];
  /** How many are counted and not shown. */
  readonly left: number;
}

/**
 * What is shown of a file's diagnostics: all, or of a code that has very many the first ones and one that says how many
 * more there are, with their severity. So no code is left out, and a file with an error shows an error. What is decided
 * or fixed is decided and fixed with all of them.
 */
export function shownDiagnostics(diagnostics: readonly Diagnostic[]): ShownDiagnostics {
  if (diagnostics.length <= mostOfOneCode) return { diagnostics, left: 0 };
  const counts = new Map<string, number>();
  for (const { code } of diagnostics) counts.set(code, (counts.get(code) ?? 0) + 1);
  const most = limitFor([...counts.values()]);
  const seen = new Map<string, number>();
  const shown: Diagnostic[] = [];
  let left = 0;
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    const number = (seen.get(code) ?? 0) + 1;
    seen.set(code, number);
    const count = counts.get(code) ?? 0;
    if (number <= most) shown.push(diagnostic);
    else if (number === most + 1) shown.push(count === number ? diagnostic : restOf(diagnostic, count - most, most));
    if (number > most && count > most + 1) left++;
  }
  return { diagnostics: shown, left };
}

/** The most diagnostics of one code with which all together stay within their number; one at least. */
function limitFor(counts: readonly number[]): number {
  let most = mostOfOneCode;
  const total = () => counts.reduce((sum, count) => sum + Math.min(count, most + 1), 0);
  while (most > 1 && total() > mostOfAll) most--;
  return most;
}

/** It stands where the first of them does. */
function restOf({ code, severity, verdict, range }: Diagnostic, count: number, shown: number): Diagnostic {
  const message = `This is found at ${count} more places, from here on: they are listed once the first ${shown} are fixed.`;
  return { code, severity, verdict, range, message, fixes: [] };
}
