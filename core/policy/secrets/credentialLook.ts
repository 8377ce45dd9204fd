import { compilePattern, type Pattern } from "../patterns/pattern.ts";
import { builtInSecrets } from "../read/builtInSecrets.ts";

let secretPatterns: readonly Pattern[] | undefined;

/** A scheme with something behind it, what a built-in secret finds, or long and random. */
export function looksLikeCredential(text: string): boolean {
  if (/^\s*(?:bearer|basic|apikey|api-key|token|digest|splunk)\s+\S/i.test(text)) return true;
  secretPatterns ??= builtInSecrets().flatMap(({ pattern }) => {
    const compiled = compilePattern(pattern);
    return typeof compiled === "string" ? [] : [compiled];
  });
  const lowerCase = text.toLowerCase();
  if (
    secretPatterns.some(
      (pattern) => text.length >= pattern.shortestMatch && mayOccur(pattern, lowerCase) && pattern.occursIn(text),
    )
  )
    return true;
  if (/^[A-Z_][A-Z0-9_]*$/.test(text) && !/\d{4}/.test(text)) return false;
  return (
    /^[A-Za-z0-9+/=_.~:-]{16,}$/.test(text) &&
    /\d/.test(text) &&
    /[a-z]/i.test(text) &&
    changes(text) >= text.length / 5
  );
}

/** Most texts have no piece of a pattern and are shorter than what it finds, which is known without trying it. */
function mayOccur({ literals }: Pattern, lowerCase: string): boolean {
  return literals === undefined || literals.some((piece) => lowerCase.includes(piece));
}

/** How often letters and digits follow each other: seldom in names, often in keys. */
function changes(text: string): number {
  return text.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])|[a-z](?=[A-Z])/g)?.length ?? 0;
}
