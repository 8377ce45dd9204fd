import { detach } from "../text/detach.ts";
import type { OffsetRange } from "../text/range.ts";
import type { TomlKeyPart, TomlStatement } from "./document.ts";

const isBlank = (character: string | undefined) => character === " " || character === "\t";
const isLineEnd = (character: string | undefined) =>
  character === "\n" || character === "\r" || character === undefined;

/** A line that stands for itself: a table header with nothing but a comment behind it, or the begin of `key = …`. */
const headerLine = /[ \t]*\[\[?[ \t]*[A-Za-z0-9_."'-][^\r\n\][,]*\]\]?[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y;
const keyLine =
  /[ \t]*(?:[A-Za-z0-9_-]+|"[^"\r\n]*"|'[^'\r\n]*')(?:[ \t]*\.[ \t]*(?:[A-Za-z0-9_-]+|"[^"\r\n]*"))*[ \t]*=/y;

const bareKey = /[A-Za-z0-9_-]+/y;

function matchesAt(pattern: RegExp, text: string, offset: number): boolean {
  pattern.lastIndex = offset;
  return pattern.test(text);
}

/** Behind the line end that follows `offset`. */
export function nextLine(text: string, offset: number): number {
  const at = lineEnd(text, offset);
  return text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : Math.min(at + 1, text.length);
}

/** Where a string ends, and whether its quotes do. */
export interface StringEnd {
  readonly end: number;
  readonly closed: boolean;
}

/** Where the string that starts at `offset` ends; one that is not closed ends with its line. */
export function stringEnd(text: string, offset: number): StringEnd {
  const quote = text[offset] ?? "";
  const triple = quote.repeat(3);
  if (text.startsWith(triple, offset)) {
    for (let at = offset + 3; at < text.length; at++) {
      if (quote === '"' && text[at] === "\\") at++;
      else if (text.startsWith(triple, at)) {
        let end = at + 3;
        while (text[end] === quote && end < at + 5) end++;
        return { end, closed: true };
      }
    }
    return { end: text.length, closed: false };
  }
  for (let at = offset + 1; ; at++) {
    if (isLineEnd(text[at])) return { end: at, closed: false };
    if (quote === '"' && text[at] === "\\" && !isLineEnd(text[at + 1])) at++;
    else if (text[at] === quote) return { end: at + 1, closed: true };
  }
}

/** How far the scanner has looked: what stands before that offset decides what it found. */
interface Lookahead {
  end: number;
}

/** Values nested deeper than this are never closed for the scanner, so that hostile text costs no more than its length. */
const maximumDepth = 200;

/** The begin of an array that is an element of another one: unlike that of a header, it holds values. */
const elementLine = /[ \t]*\[+[ \t]*(?:["'+-]|\d|true|false|inf|nan)/y;

/**
 * Where the value that starts at `offset` ends: with its line, unless brackets or a multi-line string lead further. Where
 * they are never closed, or swallow what is plainly the next table, the value ends before the first line that stands for
 * itself, so that one forgotten bracket does not cost the rest of the file.
 */
function valueEnd(text: string, offset: number, seen: Lookahead): number {
  const closedEnd = bracketedEnd(text, offset, false, seen);
  return closedEnd ?? bracketedEnd(text, offset, true, seen) ?? text.length;
}

function bracketedEnd(text: string, offset: number, resynchronise: boolean, seen: Lookahead): number | undefined {
  const open: string[] = [];
  let before = "";
  const look = (offset: number) => {
    seen.end = Math.max(seen.end, offset);
  };
  for (let at = offset; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"' || character === "'") {
      const string = stringEnd(text, at);
      look(string.end + 1);
      if (!string.closed && string.end === text.length && text.startsWith(character.repeat(3), at)) {
        if (!resynchronise) return undefined;
        return firstLineForItself(text, at);
      }
      if (!string.closed) return string.end;
      at = string.end - 1;
    } else if (character === "#") {
      while (!isLineEnd(text[at + 1])) at++;
      continue;
    } else if (character === "[" || character === "{") {
      open.push(character);
      if (open.length > maximumDepth && !resynchronise) {
        look(at + 1);
        return undefined;
      }
    } else if (character === "]" || character === "}") open.pop();
    else if (isLineEnd(character)) {
      if (open.length === 0) return at;
      const next = nextLine(text, at);
      look(nextLine(text, next) + 1);
      const inArray = open.at(-1) === "[";
      if (matchesAt(headerLine, text, next) && !(inArray && isElement(text, next, before, look))) return at;
      if ((resynchronise || inArray) && matchesAt(keyLine, text, next)) return resynchronise ? at : undefined;
      if (character === "\r" && text[at + 1] === "\n") at++;
      continue;
    }
    if (!isBlank(character)) before = character;
  }
  look(text.length + 1);
  return open.length === 0 || resynchronise ? text.length : undefined;
}

/**
 * Whether a line inside of an array that looks like a header, such as `["x"]`, is an element of the array: it stands
 * between commas or the brackets of the array.
 */
function isElement(text: string, offset: number, before: string, look: (offset: number) => void): boolean {
  if ((before !== "[" && before !== ",") || !matchesAt(elementLine, text, offset)) return false;
  for (let at = nextLine(text, offset); at < text.length; at++) {
    const character = text[at];
    if (character === "#") {
      while (!isLineEnd(text[at + 1])) at++;
    } else if (!isBlank(character) && !isLineEnd(character)) {
      look(at + 1);
      return character === "," || character === "]";
    }
  }
  look(text.length + 1);
  return false;
}

function firstLineForItself(text: string, offset: number): number {
  for (let at = nextLine(text, offset); at < text.length; at = nextLine(text, at)) {
    if (matchesAt(headerLine, text, at) || matchesAt(keyLine, text, at)) return lineEndBefore(text, at);
  }
  return text.length;
}

function lineEndBefore(text: string, offset: number): number {
  const end = offset - 1;
  return text[end] === "\n" && text[end - 1] === "\r" ? end - 1 : end;
}

/** Reads `a."b.c".d`; stops at what is no key. Returns the parts, placed from `base` on, and the offset behind them. */
function scanKey(
  text: string,
  offset: number,
  base: number,
): { readonly parts: readonly TomlKeyPart[]; readonly end: number } {
  const first = scanKeyPart(text, offset, base);
  // an empty list to which one is added takes the room of many
  const parts = first.part ? [first.part] : [];
  let at = first.end;
  for (let isPart = first.part !== undefined; isPart; ) {
    const behind = behindBlanks(text, at);
    if (text[behind] !== ".") break;
    const { part, end } = scanKeyPart(text, behind + 1, base);
    if (part) parts.push(part);
    isPart = part !== undefined;
    at = end;
  }
  return { parts, end: at };
}

/** One part of a key, and the offset behind it; only the offset behind the blanks where there is none. */
function scanKeyPart(
  text: string,
  offset: number,
  base: number,
): { readonly part: TomlKeyPart | undefined; readonly end: number } {
  const start = behindBlanks(text, offset);
  const quote = text[start];
  const range = (end: number) => ({ start: start - base, end: end - base });
  if (quote === '"' || quote === "'") {
    const { end, closed } = text.startsWith(quote.repeat(3), start) ? notClosed : stringEnd(text, start);
    if (!closed) return { part: undefined, end: start };
    return { part: { text: unquote(detach(text.slice(start, end))), range: range(end), quoted: true }, end };
  }
  bareKey.lastIndex = start;
  if (!bareKey.test(text)) return { part: undefined, end: start };
  const end = bareKey.lastIndex;
  return { part: { text: detach(text.slice(start, end)), range: range(end), quoted: false }, end };
}

const notClosed: StringEnd = { end: 0, closed: false };

function unquote(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("'") || !inner.includes("\\")) return inner;
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    return inner;
  }
}

/** One statement, and what the scanner needs to go on. */
export interface ScannedStatement {
  readonly statement: TomlStatement;
  /** Where the next statement begins. */
  readonly next: number;
  /** Nothing from this offset on had a say in where the statement ends; beyond the text when its end was seen. */
  readonly seen: number;
}

/** Where the first statement of a text begins: behind a byte order mark. */
export function firstStatementOffset(text: string): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : 0;
}

/**
 * Cuts a text into TOML statements without parsing it, so that it works on text that is broken or half typed. Linear in
 * the length of the text for all but hostile input.
 */
export function scanStatements(text: string): readonly TomlStatement[] {
  const statements: TomlStatement[] = [];
  let table: readonly string[] = [];
  for (let line = firstStatementOffset(text); line < text.length; ) {
    const { statement, next } = scanStatement(text, line, table);
    statements.push(statement);
    table = statement.table;
    line = next;
  }
  return statements;
}

/** Behind the blanks at an offset. */
export function behindBlanks(text: string, offset: number): number {
  let at = offset;
  while (isBlank(text[at])) at++;
  return at;
}

/**
 * The statement that begins at `line`, the offset of a line's begin that lies in the text; `table` is the open table. The
 * statement's own offsets count from `base` on.
 */
export function scanStatement(text: string, line: number, table: readonly string[], base = 0): ScannedStatement {
  const start = behindBlanks(text, line);
  const first = text[start];
  const seen: Lookahead = { end: 0 };
  let statement: TomlStatement;
  if (isLineEnd(first)) statement = new BlankStatement(start - base, table);
  else if (first === "#") {
    const range = { start: start - base, end: lineEnd(text, start) - base };
    statement = { kind: "comment", range, key: [], table, value: undefined };
  } else if (first === "[") statement = scanHeader(text, start, base);
  else statement = scanPair(text, start, table, base, seen);
  const next = nextLine(text, statement.range.end + base);
  return { statement, next, seen: Math.max(seen.end, next + 1) };
}

const noKey: TomlStatement["key"] = [];

/** As small as can be: a file may be made of a million line ends. */
export class BlankStatement implements TomlStatement {
  constructor(
    readonly start: number,
    readonly table: readonly string[],
  ) {}

  get kind() {
    return "blank" as const;
  }
  get range(): OffsetRange {
    return { start: this.start, end: this.start };
  }
  get key() {
    return noKey;
  }
  get value() {
    return undefined;
  }
}

/** Where the line ends that an offset is in. */
export function lineEnd(text: string, offset: number): number {
  for (let at = offset; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

function scanHeader(text: string, start: number, base: number): TomlStatement {
  const ofArray = text[start + 1] === "[";
  const { parts } = scanKey(text, start + (ofArray ? 2 : 1), base);
  return {
    kind: ofArray ? "array-header" : "header",
    range: { start: start - base, end: lineEnd(text, start) - base },
    key: parts,
    table: parts.map((part) => part.text),
    value: undefined,
  };
}

function scanPair(text: string, start: number, table: readonly string[], base: number, seen: Lookahead): TomlStatement {
  const { parts, end } = scanKey(text, start, base);
  const sign = behindBlanks(text, end);
  if (text[sign] !== "=") {
    const range = { start: start - base, end: lineEnd(text, start) - base };
    return { kind: "broken", range, key: parts, table, value: undefined };
  }
  const valueStart = behindBlanks(text, sign + 1);
  const behind = valueEnd(text, valueStart, seen) - base;
  return {
    kind: parts.length > 0 ? "pair" : "broken",
    range: { start: start - base, end: behind },
    key: parts,
    table,
    value: { start: valueStart - base, end: behind },
  };
}
