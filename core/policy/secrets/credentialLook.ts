import { compilePattern, type Pattern } from "../patterns/pattern.ts";
import { PatternFilter } from "../patterns/patternFilter.ts";
import { builtInSecrets } from "../read/builtInSecrets.ts";

interface Secrets {
  readonly patterns: readonly Pattern[];
  readonly filter: PatternFilter;
}

/** Schemes that stand before a credential, as a part of a pattern. */
export const credentialSchemes = "(?:bearer|basic|apikey|api-key|token|digest|splunk)";
const schemeBeforeValue = new RegExp(`^\\s*${credentialSchemes}\\s+\\S`, "i");

let secrets: Secrets | undefined;

/** A scheme with something behind it, what a built-in secret finds, or long and random. */
export function looksLikeCredential(text: string): boolean {
  if (schemeBeforeValue.test(text)) return true;
  if (hasSecret(text)) return true;
  if (/^[A-Z_][A-Z0-9_]*$/.test(text) && !/\d{4}/.test(text)) return false;
  return (
    /^[A-Za-z0-9+/=_.~:-]{16,}$/.test(text) &&
    /\d/.test(text) &&
    /[a-z]/i.test(text) &&
    changes(text) >= text.length / 5
  );
}

function hasSecret(text: string): boolean {
  secrets ??= compileSecrets();
  const { patterns, filter } = secrets;
  const present = filter.find(text);
  if (present === undefined && !filter.hasAlways) return false;
  return patterns.some(
    (pattern, index) =>
      text.length >= pattern.shortestMatch && filter.mayOccur(index, present) && pattern.occursIn(text),
  );
}

function compileSecrets(): Secrets {
  const patterns = builtInSecrets().flatMap(({ pattern }) => {
    const compiled = compilePattern(pattern);
    return typeof compiled === "string" ? [] : [compiled];
  });
  return { patterns, filter: new PatternFilter(patterns) };
}

/** How often letters and digits follow each other: seldom in names, often in keys. */
function changes(text: string): number {
  return text.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])|[a-z](?=[A-Z])/g)?.length ?? 0;
}
