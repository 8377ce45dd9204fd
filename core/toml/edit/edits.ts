import stringify from "@iarna/toml/stringify.js";
import type { Fix, FixEdit } from "../../diagnostics/diagnostic.ts";
import { disjointEdits } from "../../diagnostics/disjointEdits.ts";
import type { OffsetRange, TextEdit } from "../../text/range.ts";
import { isInsideCharacter } from "../../text/wholeCharacters.ts";
import type { TomlDocument, TomlStatement, TomlTable, TomlValue } from "../document.ts";
import { lineEnd } from "../lines.ts";
import { firstEndingAt } from "../statementSearch.ts";
import { isBareKey } from "../tokens.ts";
import { definitionIndexOf } from "./definitionIndex.ts";

/**
 * What a person would surely choose. It stays preferred only where nothing is lost by it (`keepingFixes`). The edits may
 * come in lists, which can be too long to be given one by one.
 */
export const fix = (title: string, ...edits: readonly (FixEdit | readonly FixEdit[])[]): Fix => ({
  title,
  preferred: true,
  edits: disjointEdits(edits.flat()),
});
/** What a person may choose. */
export const alternative = (title: string, ...edits: readonly (FixEdit | readonly FixEdit[])[]): Fix => ({
  ...fix(title, ...edits),
  preferred: false,
});
export const replace = (range: OffsetRange, newText: string): TextEdit => ({ range, newText });
export const insert = (offset: number, newText: string): TextEdit => ({
  range: { start: offset, end: offset },
  newText,
});
/** Adds text behind what others may add to as well: `fix all` makes all such insertions, one after the other. */
export const append = (offset: number, newText: string): TextEdit => ({ ...insert(offset, newText), appends: true });
export const remove = (range: OffsetRange): TextEdit => ({ range, newText: "" });

/** The text that was asked about last: thousands of fixes ask about the same one. */
let asked: { readonly text: string; readonly lineEnd: string } = { text: "", lineEnd: "\n" };

/** The line end that the file uses. */
export function lineEndOf(text: string): string {
  if (asked.text !== text) asked = { text, lineEnd: text.includes("\r\n") ? "\r\n" : "\n" };
  return asked.lineEnd;
}

/**
 * A TOML string on one line that every reader understands. `@iarna/toml` 3.0.0 writes it, but for control characters, of
 * which it escapes only the first; the escapes of JSON mean the same in TOML.
 */
export function quote(text: string): string {
  return /[\p{Cc}]/u.test(text) ? JSON.stringify(text).replaceAll("\u007f", "\\u007f") : stringify.value(text);
}

/** A name as a TOML key: bare where that is possible. */
export function quoteKey(name: string): string {
  return isBareKey(name) ? name : quote(name);
}

/** The range with the rest of its line and its line end, when nothing but blanks and a comment follows. */
export function wholeLines(text: string, { start, end }: OffsetRange): OffsetRange {
  let lineStart = start;
  while (lineStart > 0 && /[ \t]/.test(text[lineStart - 1] ?? "")) lineStart--;
  if (lineStart > 0 && !/[\r\n]/.test(text[lineStart - 1] ?? "")) return { start, end };
  const rest = /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/y;
  rest.lastIndex = end;
  return rest.test(text) ? { start: lineStart, end: rest.lastIndex } : { start, end };
}

/** The statement that holds the offset. */
export function statementAt(document: TomlDocument, offset: number): TomlStatement | undefined {
  const statement = document.statements[firstEndingAt(document.statements, offset)];
  return statement !== undefined && statement.range.start <= offset ? statement : undefined;
}

/**
 * Takes an entry out: its whole line, or inside an inline table the pair with one of its commas.
 */
export function removePair(document: TomlDocument, range: OffsetRange): TextEdit {
  const { text } = document;
  const statement = statementAt(document, range.start);
  if (statement && statement.range.start === range.start) return remove(wholeLines(text, statement.range));
  const after = /\s*,[ \t]*/y;
  after.lastIndex = range.end;
  if (after.test(text)) return remove({ start: range.start, end: after.lastIndex });
  let start = range.start;
  while (start > 0 && /\s/.test(text[start - 1] ?? "")) start--;
  return remove({ start: text[start - 1] === "," ? start - 1 : range.start, end: range.end });
}

/** One fix for each text that could stand in place of a value; none is better than the others. */
export function alternatives(value: TomlValue, texts: readonly string[]): readonly Fix[] {
  const written = value.kind === "table" ? value.form === "inline" : value.kind !== "array" || !value.ofTables;
  return written ? texts.map((text) => alternative(`Write ${text}`, replace(value.range, text))) : [];
}

/** Adds `key = value` to a table in the form the table has; `path` is the whole path of the table. */
export function addPair(document: TomlDocument, table: TomlTable, path: readonly string[], pair: string): TextEdit {
  const { text } = document;
  if (table.form === "inline") {
    if (table.entries.size === 0) return replace(table.range, `{ ${pair} }`);
    return append(Math.min(lastEnds(table).ofAny, table.range.end - 1), `, ${pair}`);
  }
  const newLine = lineEndOf(text);
  if (table.form === "header" || table.form === "array-element" || table.form === "root") {
    const header = statementAt(document, table.range.start);
    return append(lineEnd(text, Math.max(lastEnds(table).ofPair, header?.range.end ?? 0)), `${newLine}${pair}`);
  }
  if (table.form === "implicit") {
    const [below] = definitionIndexOf(document).definitionsOf(path).headers;
    const header = `[${path.map(quoteKey).join(".")}]`;
    return insert(below?.range.start ?? text.length, [header, pair, "", ""].join(newLine));
  }
  const [first] = table.entries.values();
  const dotted = first && statementAt(document, first.range.start);
  if (first && dotted && first.range.start !== dotted.range.start) {
    const prefix = text.slice(first.range.start, first.keys[0]?.range.start ?? first.range.start);
    return append(first.range.end, `, ${prefix}${pair}`);
  }
  const above = dotted?.table ?? [];
  const prefix = path.slice(above.length).map(quoteKey).join(".");
  return append(lineEnd(text, dotted?.range.end ?? table.range.end), `${newLine}${prefix}.${pair}`);
}

interface LastEnds {
  /** Where the last entry ends. */
  readonly ofAny: number;
  /** Where the last one ends that is a pair within the range of the table. */
  readonly ofPair: number;
}

const known = new WeakMap<TomlTable, LastEnds>();

/** Where the entries of a table end, found once for each table: thousands of fixes may add to the same one. */
export function lastEnds(table: TomlTable): LastEnds {
  const found = known.get(table);
  if (found !== undefined) return found;
  let [ofAny, ofPair] = [0, 0];
  for (const { range, value } of table.entries.values()) {
    ofAny = Math.max(ofAny, range.end);
    const isPair = value.kind !== "table" || value.form === "inline";
    if (isPair && range.end <= table.range.end) ofPair = Math.max(ofPair, range.end);
  }
  const ends = { ofAny, ofPair };
  known.set(table, ends);
  return ends;
}

/** The one edit that makes a text of another, at an offset: only what differs is replaced, in whole characters. */
export function smallestEdit(offset: number, before: string, after: string): TextEdit {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  if (isInsideCharacter(before, start)) start--;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  if (isInsideCharacter(before, before.length - end)) end--;
  const newText = after.slice(start, after.length - end);
  const range = { start: offset + start, end: offset + before.length - end };
  return replace(range, newText);
}
