import { detach } from "../text/detach.ts";
import type { OffsetRange } from "../text/range.ts";
import type { TomlKeyPart } from "./document.ts";
import { behindBlanks, endOf } from "./lines.ts";
import { isMultiLine, isQuote, stringEnd, textOfString } from "./strings.ts";

const bareKey = /[A-Za-z0-9_-]+/y;

/** Behind the bare key at an offset; the offset itself where none is. */
export const bareKeyEnd = (text: string, offset: number) => endOf(bareKey, text, offset);

/** Whether a name needs no quotes as a key. */
export const isBareKey = (name: string) => name !== "" && bareKeyEnd(name, 0) === name.length;

/** A key as far as it is written. */
export interface WrittenKey {
  /** Up to what is no part of a key. */
  readonly parts: readonly TomlKeyPart[];
  /** A part whose quotes are not closed, which ends with its line: it is being typed. */
  readonly open: TomlKeyPart | undefined;
  /** Behind the parts, or behind the dot and the blanks where one is missing. */
  readonly end: number;
}

/** Reads `a."b.c".d`; stops at what is no key. The parts are placed from `base` on; nothing behind the limit is read. */
export function readKey(text: string, offset: number, base = 0, limit = text.length): WrittenKey {
  const first = behindBlanks(text, offset);
  let end = keyPartEnd(text, first, limit);
  if (end === first) return { parts: [], open: openPart(text, first, base, limit), end: first };
  // an empty list to which one is added takes the room of many
  const parts = [keyPart(text, first, end, base)];
  for (let dot = behindBlanks(text, end); text[dot] === "." && dot < limit; dot = behindBlanks(text, end)) {
    const start = behindBlanks(text, dot + 1);
    end = keyPartEnd(text, start, limit);
    if (end === start) return { parts, open: openPart(text, start, base, limit), end: Math.min(start, limit) };
    parts.push(keyPart(text, start, end, base));
  }
  return { parts, open: undefined, end };
}

/** Behind the key at an offset, and the blanks behind it; undefined where no key is complete. */
export function behindKey(text: string, offset: number): number | undefined {
  for (let at = offset; ; ) {
    const start = behindBlanks(text, at);
    const end = keyPartEnd(text, start, text.length);
    if (end === start) return undefined;
    at = behindBlanks(text, end);
    if (text[at] !== ".") return at;
    at++;
  }
}

/** Behind the part of a key that begins at an offset; the offset itself where none does, or its quotes are not closed. */
function keyPartEnd(text: string, offset: number, limit: number): number {
  if (offset >= limit) return offset;
  if (!isQuote(text[offset])) return Math.min(bareKeyEnd(text, offset), limit);
  if (isMultiLine(text, offset)) return offset;
  const { end, closed } = stringEnd(text, offset, limit);
  return closed ? end : offset;
}

function keyPart(text: string, start: number, end: number, base: number): TomlKeyPart {
  const quoted = isQuote(text[start]);
  const written = detach(text.slice(start, end));
  const range = { start: start - base, end: end - base };
  return { text: quoted ? textOfString(written) : written, range, quoted };
}

function openPart(text: string, start: number, base: number, limit: number): TomlKeyPart | undefined {
  if (start >= limit || !isQuote(text[start]) || isMultiLine(text, start)) return undefined;
  const { end } = stringEnd(text, start, limit);
  return { text: detach(text.slice(start + 1, end)), range: { start: start - base, end: end - base }, quoted: true };
}

export type TokenKind =
  | "."
  | "="
  | ","
  | "["
  | "]"
  | "{"
  | "}"
  | "whitespace"
  | "line end"
  | "comment"
  | "string"
  | "atom"
  | "end";

/** A piece of a text as Codex's reader cuts it, sound or not. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const atom = /[^.=,[\]{} \t#\r\n]+/y;
const comment = /#[^\r\n]*/y;
const controlInComment = /[^\P{Cc}\t\u0080-\u009f]/u;
/** Half of a character outside of the Basic Multilingual Plane: not even a comment may hold it. */
const plainComment = /#[\t -~\x80-\ud7ff\ue000-\uffff]*$/y;

/** The token at an offset. A string that is not closed ends with its line, or, over several lines, with the text. */
export function tokenAt(text: string, start: number): Token {
  const first = text[start];
  const token = (kind: TokenKind, end: number): Token => ({ kind, start, end });
  switch (first) {
    case undefined:
      return token("end", start);
    case ".":
    case "=":
    case ",":
    case "[":
    case "]":
    case "{":
    case "}":
      return token(first, start + 1);
    case " ":
    case "\t":
      return token("whitespace", behindBlanks(text, start));
    case "#":
      return token("comment", endOf(comment, text, start));
    case "\n":
      return token("line end", start + 1);
    case "\r":
      return token("line end", text[start + 1] === "\n" ? start + 2 : start + 1);
    case "'":
    case '"':
      return token("string", stringEnd(text, start, text.length, "line feeds").end);
    default:
      return token("atom", endOf(atom, text, start));
  }
}

/** Where the first comment begins within a range that begins with a token. */
export function firstComment(text: string, { start, end }: OffsetRange): number | undefined {
  for (let token = tokenAt(text, start); token.start < end; token = tokenAt(text, token.end)) {
    if (token.kind === "comment") return token.start;
    if (token.kind === "end") return undefined;
  }
  return undefined;
}

/** Whether a comment begins at an offset and goes on to the end of the text, with nothing in it that may not be. */
export const isPlainComment = (text: string, offset: number) => endOf(plainComment, text, offset) > offset;

/** Where a comment holds what no comment may. */
export function forbiddenInComment(text: string, { start, end }: Token): number | undefined {
  const index = text.slice(start, end).search(controlInComment);
  return index < 0 ? undefined : start + index;
}
