import type { OffsetRange } from "../../text/range.ts";
import type { TomlKeyPart, TomlStatement } from "../document.ts";
import { type LooseArray, type LooseScalar, type LooseTable, type LooseValue, scanLooseValue } from "./looseValue.ts";
import type { TomlSurface } from "./tomlSurface.ts";

/** A key is being typed, or may be. */
export interface KeyCursor {
  readonly kind: "key";
  /** Path of the table that gets the key. */
  readonly path: readonly string[];
  /** What is written of the key part so far; empty where nothing is. */
  readonly word: OffsetRange;
  readonly part: TomlKeyPart | undefined;
  /** On a line of its own, or inside `{ }`. */
  readonly place: "line" | "inline";
  /** The key has its `=` already, or more parts behind it. */
  readonly complete: boolean;
  /** Names that stand in the same inline table besides this one. */
  readonly siblings: readonly string[];
  /** The innermost inline table around the cursor. */
  readonly inline?: LooseTable;
}

export interface HeaderCursor {
  readonly kind: "header";
  readonly parts: readonly TomlKeyPart[];
  /** Index of the part at the cursor, or the number of parts when it stands behind the last dot. */
  readonly index: number;
  /** The whole path between the brackets. */
  readonly word: OffsetRange;
  readonly ofArray: boolean;
}

export interface ValueCursor {
  readonly kind: "value";
  /** Path to the value, its own key included. */
  readonly path: readonly string[];
  /** What is written of the value so far. */
  readonly word: OffsetRange;
  readonly scalar: LooseScalar | undefined;
  /** The cursor stands in an array, for whose elements the path does not speak. */
  readonly inArray: boolean;
  /** The innermost inline table around the cursor. */
  readonly inline?: LooseTable;
}

export type Cursor = KeyCursor | HeaderCursor | ValueCursor;

export interface CursorOptions {
  /**
   * Look into tables that are elements of arrays. Their path is that of the array, for a language in which all elements
   * of an array mean the same. Otherwise such tables are passed over.
   */
  readonly intoArrays?: boolean;
}

/**
 * Says what is at an offset from the surface of the text alone, so that it works on the very line that is being typed.
 * Undefined in comments and where nothing useful can follow.
 */
export function cursorAt(document: TomlSurface, offset: number, options: CursorOptions = {}): Cursor | undefined {
  const statement = statementAt(document, offset);
  if (statement === undefined) return emptyLine(offset, lastTable(document, offset));
  const { text } = document;
  switch (statement.kind) {
    case "comment":
      return offset <= statement.range.start ? emptyLine(offset, statement.table) : undefined;
    case "blank":
      return emptyLine(offset, statement.table);
    case "header":
    case "array-header":
      return headerCursor(text, statement, offset);
    default:
      return pairCursor(text, statement, offset, options);
  }
}

/** The statement on whose line or lines the offset lies. */
function statementAt({ statements, text }: TomlSurface, offset: number): TomlStatement | undefined {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.range.end ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const statement = statements[low];
  if (statement === undefined) return undefined;
  const indentation = text.slice(offset, statement.range.start);
  return statement.range.start <= offset || /^[ \t]*$/.test(indentation) ? statement : undefined;
}

function lastTable({ statements }: TomlSurface, offset: number): readonly string[] {
  return statements.findLast(({ range }) => range.end < offset)?.table ?? [];
}

function emptyLine(offset: number, path: readonly string[]): KeyCursor {
  const word = { start: offset, end: offset };
  return { kind: "key", path, word, part: undefined, place: "line", complete: false, siblings: [] };
}

function headerCursor(text: string, statement: TomlStatement, offset: number): HeaderCursor | undefined {
  const ofArray = statement.kind === "array-header";
  const start = statement.range.start + (ofArray ? 2 : 1);
  const first = statement.key[0]?.range.start ?? Math.min(offset, start);
  let end = Math.max(statement.key.at(-1)?.range.end ?? 0, first);
  const behind = /^[ \t]*\.?[ \t]*/.exec(text.slice(end, statement.range.end))?.[0] ?? "";
  const dotted = behind.includes(".");
  if (dotted) end += behind.trimEnd().length;
  if (offset < start || offset > (dotted ? end + behind.length : end)) return undefined;
  const found = statement.key.findIndex(({ range }) => offset <= range.end);
  return {
    kind: "header",
    parts: statement.key,
    index: found < 0 ? statement.key.length : found,
    word: { start: Math.min(first, offset), end: Math.max(end, offset) },
    ofArray,
  };
}

function pairCursor(
  text: string,
  statement: TomlStatement,
  offset: number,
  { intoArrays = false }: CursorOptions,
): Cursor | undefined {
  const { value, range, key, table } = statement;
  if (offset < range.start) return undefined;
  const equals = value === undefined ? undefined : text.lastIndexOf("=", Math.max(0, value.start - 1));
  if (equals === undefined || offset <= equals) {
    const at = keyPartAt(text, key, range.start, offset);
    const word = at?.part?.range ?? at?.word;
    if (at === undefined || word === undefined) return undefined;
    const complete = equals !== undefined || key.some((part) => part.range.start > offset);
    const path = [...table, ...at.before.map((part) => part.text)];
    return { kind: "key", path, word, part: at.part, place: "line", complete, siblings: [] };
  }
  const path = [...table, ...key.map((part) => part.text)];
  const scanned = value && scanLooseValue(text, value);
  if (scanned === undefined)
    return /^\s*$/.test(text.slice(equals + 1, offset)) ? valueCursor(path, offset) : undefined;
  return inValue({ text, offset, intoArrays }, scanned, path, false);
}

function valueCursor(
  path: readonly string[],
  offset: number,
  scalar?: LooseScalar,
  inArray = false,
  inline?: LooseTable,
): ValueCursor {
  const around = inline && { inline };
  if (scalar === undefined)
    return { kind: "value", path, word: { start: offset, end: offset }, scalar: undefined, inArray, ...around };
  const end = scalar.closed ? scalar.range.end : offset;
  return { kind: "value", path, word: { start: scalar.range.start, end }, scalar, inArray, ...around };
}

/** What stays the same while a value is looked into. */
interface Search {
  readonly text: string;
  readonly offset: number;
  readonly intoArrays: boolean;
}

function inValue(
  search: Search,
  value: LooseValue,
  path: readonly string[],
  inArray: boolean,
  inline?: LooseTable,
): Cursor | undefined {
  const { text, offset } = search;
  if (offset < value.range.start || offset > value.range.end) return undefined;
  if (value.kind === "scalar") return valueCursor(path, offset, value, inArray, inline);
  if (offset === value.range.start || (value.closed && offset === value.range.end)) return undefined;
  if (inComment(text, value, offset)) return undefined;
  if (value.kind === "table") return inTable(search, value, path, inArray);
  for (const element of value.elements) {
    const found = inValue(search, element, path, true, inline);
    if (found !== undefined) return found;
  }
  return valueCursor(path, offset, undefined, true, inline);
}

function inTable(search: Search, table: LooseTable, path: readonly string[], inArray: boolean): Cursor | undefined {
  if (inArray && !search.intoArrays) return undefined;
  const { text, offset } = search;
  const pair = table.pairs.findLast(({ range }) => range.start <= offset);
  const others = (except: unknown) =>
    table.pairs.filter((other) => other !== except).flatMap(({ key }) => (key[0] ? [key[0].text] : []));
  const inline = table;
  if (pair !== undefined) {
    const keyEnd = pair.key.at(-1)?.range.end ?? pair.range.start;
    if (offset <= keyEnd || (pair.equals === undefined && /^[ \t]*\.[ \t]*$/.test(text.slice(keyEnd, offset)))) {
      const at = keyPartAt(text, pair.key, pair.range.start, offset);
      const word = at?.part?.range ?? at?.word;
      if (at === undefined || word === undefined) return undefined;
      const complete = pair.equals !== undefined || pair.key.some((part) => part.range.start > offset);
      const inner = [...path, ...at.before.map((part) => part.text)];
      const siblings = at.before.length > 0 ? [] : others(pair);
      const unclosed = at.part?.quoted === true && !/["']$/.test(text.slice(word.start + 1, word.end));
      const typed = unclosed ? { start: word.start, end: offset } : word;
      const { part } = at;
      return { kind: "key", path: inner, word: typed, part, place: "inline", complete, siblings, inline };
    }
    const inner = [...path, ...pair.key.map((part) => part.text)];
    if (pair.equals !== undefined && offset > pair.equals) {
      if (pair.value === undefined) {
        if (/^[ \t]*$/.test(text.slice(pair.equals + 1, offset)))
          return valueCursor(inner, offset, undefined, false, inline);
      } else if (offset <= pair.value.range.end) return inValue(search, pair.value, inner, false, inline);
    }
    if (!/[,\n]/.test(text.slice(pair.range.end, offset))) return undefined;
  }
  const word = { start: offset, end: offset };
  const siblings = others(undefined);
  return { kind: "key", path, word, part: undefined, place: "inline", complete: false, siblings, inline };
}

/** Behind a `#` on the same line, outside of the nested values. */
function inComment(text: string, value: LooseTable | LooseArray, offset: number): boolean {
  const nested: readonly OffsetRange[] =
    value.kind === "table" ? value.pairs.map(({ range }) => range) : value.elements.map(({ range }) => range);
  let last = nested.length - 1;
  for (let at = offset - 1; at > value.range.start && text[at] !== "\n" && text[at] !== "\r"; at--) {
    while ((nested[last]?.start ?? -1) > at) last--;
    if (text[at] === "#" && (nested[last]?.end ?? 0) <= at) return true;
  }
  return false;
}

interface KeyPlace {
  readonly before: readonly TomlKeyPart[];
  readonly part: TomlKeyPart | undefined;
  readonly word: OffsetRange;
}

function keyPartAt(text: string, key: readonly TomlKeyPart[], start: number, offset: number): KeyPlace | undefined {
  const index = key.findIndex(({ range }) => range.start <= offset && offset <= range.end);
  const part = key[index];
  if (part !== undefined) return { before: key.slice(0, index), part, word: part.range };
  const before = key.filter(({ range }) => range.end <= offset);
  const between = text.slice(before.at(-1)?.range.end ?? start, offset);
  const word = { start: offset, end: offset };
  if (before.length > 0) return /^[ \t]*\.[ \t]*$/.test(between) ? { before, part: undefined, word } : undefined;
  if (between.trim() === "") return { before, part: undefined, word };
  // A quoted key that is not closed yet is no key part for the scanner.
  return /^["'][^"'=\s]*$/.test(between) ? { before, part: undefined, word: { start, end: offset } } : undefined;
}
