/** A regular expression as a Sigma rule writes it: the pattern and the modifiers behind `re`. */
export interface SigmaPattern {
  readonly pattern: string;
  /** Some of `i`, `m` and `s`. */
  readonly modifiers: readonly string[];
}

/** What RE2 has and the expressions of Sigma, a subset of PCRE, do not have or do not mean the same by. */
const missing: readonly (readonly [RegExp, string])[] = [
  [/^\\[pP]/, "classes of Unicode (\\p)"],
  [/^\\Q/, "quoted text (\\Q)"],
  [/^\\C/, "single bytes (\\C)"],
  [/^\\x\{/, "characters written as \\x{…}"],
  [/^\[\[?\^?\[:/, "named classes ([[:alpha:]])"],
  [/^\(\?[imsU-]*U/, "the flag U"],
  [/^\(\?[ims-]+\)/, "flags in the middle of a pattern"],
];

/**
 * An RE2 pattern for Sigma (https://sigmahq.io/docs/basics/modifiers.html#re); a sentence instead of a pattern says what
 * Sigma does not have.
 */
export function sigmaPattern(source: string): SigmaPattern | string {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  const body = source.slice(flags?.[0].length ?? 0);
  let pattern = "";
  for (let at = 0; at < body.length; ) {
    const rest = body.slice(at);
    const lacking = missing.find(([beginning]) => beginning.test(rest))?.[1];
    if (lacking !== undefined) return `Sigma has no ${lacking}`;
    const piece = /^\\./su.exec(rest)?.[0] ?? body.charAt(at);
    pattern += piece === "\\z" ? "\\Z" : piece;
    at += piece.length;
  }
  return { pattern, modifiers: [...new Set(flags?.[1] ?? "")].sort() };
}
