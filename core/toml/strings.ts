import { endOf } from "./lines.ts";

/*
 * Where strings end, half typed ones too, and what they say: those of TOML 1.1, as the reader of Codex takes them
 * (escapes observed).
 */

const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const quotationMark = 34;
const apostrophe = 39;
const backslash = 92;
const lastControl = 31;
const deleted = 127;

export const isQuote = (character: string | undefined) => character === '"' || character === "'";

/** Where a string ends, and whether its quotes do. */
export interface StringEnd {
  readonly end: number;
  readonly closed: boolean;
}

/** Whether the string that starts at an offset may go on over several lines. */
export function isMultiLine(text: string, offset: number): boolean {
  const quote = text.charCodeAt(offset);
  return text.charCodeAt(offset + 1) === quote && text.charCodeAt(offset + 2) === quote;
}

/**
 * Where the string that starts at `offset` ends; one that is not closed ends with its line, or, over several lines, at the
 * limit. `lineEnds` says whether a lone carriage return ends a line, as it does for people, or not, as for Codex.
 */
export function stringEnd(
  text: string,
  offset: number,
  limit = text.length,
  lineEnds: "all" | "line feeds" = "all",
): StringEnd {
  const quote = text.charCodeAt(offset);
  const multiLine = isMultiLine(text, offset);
  const returnsCount = lineEnds === "all";
  for (let at = offset + (multiLine ? 3 : 1); at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (!multiLine) return { end: at + 1, closed: true };
      if (!isMultiLine(text, at)) continue;
      let end = at + 3;
      // up to two quotes may stand before those that close it
      while (text.charCodeAt(end) === quote && end < at + 5) end++;
      return end <= limit ? { end, closed: true } : { end: limit, closed: false };
    }
    if (code === backslash) {
      if (quote === quotationMark && (multiLine || !endsLine(text.charCodeAt(at + 1), returnsCount))) at++;
    } else if (!multiLine && endsLine(code, returnsCount)) return { end: at, closed: false };
  }
  return { end: limit, closed: false };
}

const endsLine = (code: number, returnsCount: boolean) =>
  code === lineFeed || (code === carriageReturn && returnsCount);

/** Where a closed string on one line ends that says exactly what stands between its quotes; the offset for all others. */
export function plainStringEnd(text: string, offset: number): number {
  const quote = text.charCodeAt(offset);
  if (quote !== quotationMark && quote !== apostrophe) return offset;
  for (let at = offset + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at === offset + 1 && text.charCodeAt(at + 1) === quote ? offset : at + 1;
    if ((code <= lastControl && code !== tab) || code === deleted) return offset;
    if (code === backslash && quote === quotationMark) return offset;
  }
  return offset;
}

const withoutEscapes = /^[\t -[\]-~\x80-\uffff]*$/;

/** Whether a string without escapes starts at `offset` and goes on to the end of the text, where nothing closes it. */
export function isUnclosedPlainString(text: string, offset: number): boolean {
  const rest = text.slice(offset + 1);
  return !rest.includes(text.charAt(offset)) && withoutEscapes.test(rest);
}

/** What an escape stands for; or what is wrong with it, and where. */
export type Escape =
  | { readonly text: string; readonly end: number /** TOML 1.0 does not have it. */; readonly isVersion11: boolean }
  | { readonly offset: number; readonly message: string };

const namedEscapes: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\u001b",
  '"': '"',
  "\\": "\\",
};
/** How many hexadecimal digits follow. */
const digitsBehind: Readonly<Record<string, number>> = { u: 4, U: 8, x: 2 };
const lineEndEscape = /\\[ \t]*(?:\r\n?|\n)[ \t\r\n]*/y;

/** The escape at a backslash; messages are those of toml-eslint-parser. */
export function readEscape(text: string, offset: number, multiLine: boolean): Escape {
  const letter = text.charAt(offset + 1);
  const named = namedEscapes[letter];
  if (named !== undefined) return { text: named, end: offset + 2, isVersion11: letter === "e" };
  const length = digitsBehind[letter] ?? 0;
  const digits = text.slice(offset + 2, offset + 2 + length);
  if (length > 0 && digits.length === length && /^[0-9A-Fa-f]+$/.test(digits)) {
    const code = Number.parseInt(digits, 16);
    const isScalar = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    if (!isScalar) return { offset, message: `Invalid code point ${digits}` };
    return { text: String.fromCodePoint(code), end: offset + 2 + length, isVersion11: letter === "x" };
  }
  const end = multiLine ? endOf(lineEndEscape, text, offset) : offset;
  if (end > offset) return { text: "", end, isVersion11: false };
  return { offset: offset + 1, message: "Invalid character in escape sequence" };
}

/** A string as its text, or where it is no TOML 1.1: both with offsets from its opening quote. */
export type DecodedString =
  | {
      readonly value: string /** The first escape that TOML 1.0 does not have. */;
      readonly version11: number | undefined;
    }
  | { readonly offset: number; readonly message: string };

const controlInString = /[^\P{Cc}\t\r\n\u0080-\u009f]/u;
const firstLineEnd = /\r?\n|\r/y;

/** Where the text of a string begins and ends, given with the quotes that close it. */
export function insideOfString(text: string): { readonly start: number; readonly end: number } {
  if (text.length < 6 || !isMultiLine(text, 0)) return { start: 1, end: text.length - 1 };
  return { start: Math.min(endOf(firstLineEnd, text, 3), text.length - 3), end: text.length - 3 };
}

/**
 * Decodes a TOML string, given with its quotes, which must be those that close it. The result is that of
 * toml-eslint-parser, which holds no more than some 120,000 characters; messages and line ends, too.
 */
export function decodeString(text: string): DecodedString {
  const hasEscapes = text.startsWith('"');
  const multiLine = text.length >= 6 && isMultiLine(text, 0);
  const { start, end } = insideOfString(text);
  const controlAt = text.search(controlInString);
  const hasReturns = text.includes("\r");
  const parts: string[] = [];
  let version11: number | undefined;
  for (let at = start; ; ) {
    const found = hasEscapes ? text.indexOf("\\", at) : -1;
    const stop = found < 0 || found >= end ? end : found;
    if (controlAt >= 0 && controlAt < stop)
      return { offset: controlAt, message: "Control characters (codes < 0x1f and 0x7f) are not allowed" };
    const part = text.slice(at, stop);
    parts.push(hasReturns ? part.replace(/\r\n?/g, "\n") : part);
    if (stop === end) return { value: parts.join(""), version11 };
    const read = readEscape(text, stop, multiLine);
    if ("message" in read) return read;
    if (read.isVersion11) version11 ??= stop;
    parts.push(read.text);
    at = read.end;
  }
}

/** What a closed string says, given with its quotes; what is no TOML says what is written. */
export function textOfString(text: string): string {
  const isOneLine = text.length < 6 || !isMultiLine(text, 0);
  if (isOneLine && (text.startsWith("'") || !text.includes("\\"))) return text.slice(1, -1);
  const decoded = decodeString(text);
  if ("value" in decoded) return decoded.value;
  const { start, end } = insideOfString(text);
  return text.slice(start, end);
}
