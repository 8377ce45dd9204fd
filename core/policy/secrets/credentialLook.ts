import { compilePattern } from "../patterns/pattern.ts";
import { builtInSecrets } from "../read/builtInSecrets.ts";

let secretPatterns: readonly ((text: string) => boolean)[] | undefined;

/** A scheme with something behind it, what a built-in secret finds, or long and random. */
export function looksLikeCredential(text: string): boolean {
  if (/^\s*(?:bearer|basic|apikey|api-key|token|digest|splunk)\s+\S/i.test(text)) return true;
  secretPatterns ??= builtInSecrets().flatMap(({ pattern }) => {
    const compiled = compilePattern(pattern);
    return typeof compiled === "string" ? [] : [(one: string) => compiled.occursIn(one)];
  });
  if (secretPatterns.some((finds) => finds(text))) return true;
  if (/^[A-Z_][A-Z0-9_]*$/.test(text) && !/\d{4}/.test(text)) return false;
  return (
    /^[A-Za-z0-9+/=_.~:-]{16,}$/.test(text) &&
    /\d/.test(text) &&
    /[a-z]/i.test(text) &&
    changes(text) >= text.length / 5
  );
}

/** How often letters and digits follow each other: seldom in names, often in keys. */
function changes(text: string): number {
  return text.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])|[a-z](?=[A-Z])/g)?.length ?? 0;
}
