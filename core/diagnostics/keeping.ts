import type { TextEdit } from "../text/range.ts";
import type { Fix, FixEdit } from "./diagnostic.ts";
import { countedTokens, tokensOf } from "./writtenTokens.ts";

/**
 * Marks an edit that takes out only what the file says all the same: a second pair that equals the first, a word that the
 * fix says in another way. Comments in it still count as written.
 */
export const restated = (edit: TextEdit): FixEdit => ({ ...edit, restates: true });

/**
 * The one place that decides whether a fix may be made without a person who looks at it. A fix after which something is
 * gone that was written is never preferred, whatever made it: it stays one that is chosen by hand.
 */
export function keepingFixes(text: string, fixes: readonly Fix[]): readonly Fix[] {
  return fixes.map((fix) => (fix.preferred && isLosing(text, fix) ? { ...fix, preferred: false } : fix));
}

/** Whether a large fix loses something: one that fixes a whole file may be that of each of its mistakes. */
const losingFixes = new WeakMap<Fix, boolean>();
const largeEdits = 10;
const largeEdit = 1000;

function isLosing(text: string, fix: Fix): boolean {
  const { edits } = fix;
  if (edits.length < largeEdits && edits.every(({ range }) => range.end - range.start < largeEdit))
    return losesWriting(text, edits);
  const losing = losingFixes.get(fix) ?? losesWriting(text, edits);
  losingFixes.set(fix, losing);
  return losing;
}

/** True when values, names or comments are gone after the edits that no other of the edits writes again. */
export function losesWriting(text: string, edits: readonly FixEdit[]): boolean {
  if (!edits.some(({ range }) => hasWord.test(text.slice(range.start, range.end)))) return false;
  const removed = edits.flatMap((edit) => writtenIn(text.slice(edit.range.start, edit.range.end), edit));
  if (removed.length === 0) return false;
  const added = edits.map(({ newText }) => newText).join("\n");
  return !areAllIn(removed.flatMap(wordsOf), added) && !areAllIn(removed.map(decoded).flatMap(wordsOf), added);
}

/** Each as often as it was there. */
function areAllIn(words: readonly string[], text: string): boolean {
  const left = new Map<string, number>();
  for (const word of wordsOf(text)) left.set(word, (left.get(word) ?? 0) + 1);
  return words.every((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count > 0;
  });
}

const hasWord = /[\p{L}\p{N}]/u;
const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Headers for an environment variable are percent-encoded, and in a file they are not. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const string = String.raw`"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'`;
const keyPart = String.raw`(?:[A-Za-z0-9_+-]+|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*')`;
const keyPath = String.raw`${keyPart}(?:[ \t]*\.[ \t]*${keyPart})*`;
const oneToken = new RegExp(String.raw`^\s*(?:${string}|${keyPath})\s*$`);
const blanksAndComments = /(?:\s|#[^\r\n]*)*/y;
const headerLine = new RegExp(String.raw`^[ \t]*\[{1,2}[ \t]*${keyPath}[ \t]*\]{1,2}[ \t]*(?=#|$)`, "gm");

/** What an edit takes out: texts that must stand in what the edits write. */
function writtenIn(removed: string, { newText, restates }: FixEdit): readonly string[] {
  if (restates) return tokensOf(removed).filter((token) => token.startsWith("#"));
  if (isRespelling(removed, newText)) return [];
  const { rest, headers } = withoutHeaders(removed);
  return [...headers, ...countedTokens(tokensOf(rest))];
}

const address = /:\/\/([A-Za-z0-9.-]+)/;

/** One name or value with another in its place is the mistake itself, written as it was meant; an address keeps its host. */
function isRespelling(removed: string, newText: string): boolean {
  const host = address.exec(removed)?.[1];
  if (host !== undefined && !newText.includes(host)) return false;
  if (wordsOf(newText).length === 0) return false;
  return oneToken.test(removed) && oneToken.test(newText);
}

/** Headers of tables with something in them count by what is in them. */
function withoutHeaders(removed: string): { readonly rest: string; readonly headers: readonly string[] } {
  const headers: string[] = [];
  const rest = removed.replace(headerLine, (header, offset: number) => {
    blanksAndComments.lastIndex = offset + header.length;
    blanksAndComments.test(removed);
    const below = removed[blanksAndComments.lastIndex];
    if (below === undefined || below === "[") headers.push(header);
    return "";
  });
  return { rest, headers };
}
