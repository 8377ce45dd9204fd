import { detach } from "../text/detach.ts";
import type { TomlKeyPart } from "./document.ts";
import { behindBlanks, endOf } from "./lines.ts";
import type { ParsedHeader, ParsedNode, ParsedPair, ParsedValue } from "./parsedNode.ts";
import { isQuote, isUnclosedPlainString, plainStringEnd } from "./strings.ts";
import { bareKeyEnd, isPlainComment } from "./tokens.ts";

const lineFeed = 10;
const carriageReturn = 13;
const comma = 44;
const dot = 46;
const equalsSign = 61;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** Deeper values and keys of more parts are rare, and left to the library. */
const deepest = 16;
const mostParts = 16;

const word = /(?:true|false)(?=[\s,\]}#]|$)/y;
/** Fewer digits than the largest integer has. */
const integer = /(?:0|-?[1-9]\d{0,17})(?=[\s,\]}#]|$)/y;

/**
 * What a statement defines that is written as nearly all are: in both versions of TOML, without escapes, and neither deep nor
 * with a rarer kind of value. Null where it is a comment; undefined for everything else, sound or not, which the library
 * reads. It says what the library would, in a fraction of the time.
 */
export function plainStatement(text: string): ParsedNode | null | undefined {
  const first = text.charCodeAt(0);
  if (isPlainComment(text, 0)) return null;
  const reader = new PlainReader(text);
  const node = first === openBracket ? reader.header() : reader.pair(0);
  return node !== undefined && reader.endsHere() ? node : undefined;
}

/** A statement that the library refuses, where it notices that, and with its words. */
export interface PlainMistake {
  readonly offset: number;
  readonly message: string;
}

/** The signs that are tokens wherever they stand; all but the dot and the equals sign, which may follow a key. */
const punctuation = "[]{},";
/** What a value may begin with, beside quotes. */
const valueBegin = /[-+\dtfni[{#\r\n]/;
const longestMistake = 4000;

/**
 * What is plainly wrong with a statement on one line, up to its value: no equals sign behind the key, or nothing that could be
 * a value behind that. Undefined for everything else, sound or not. It says what the library would.
 */
export function plainMistake(text: string): PlainMistake | undefined {
  if (text.length > longestMistake || /[\r\n]/.test(text)) return undefined;
  const reader = new PlainReader(text);
  const behindKey = reader.behindKey();
  const sign = behindKey === undefined ? "" : text.charAt(behindKey);
  if (behindKey === undefined || sign === "" || sign === "." || sign === "#" || isQuote(sign)) return undefined;
  if (sign !== "=") {
    const isToken = punctuation.includes(sign) || bareKeyEnd(text, behindKey) > behindKey;
    return { offset: behindKey, message: isToken ? "Expected equal (=) token" : "Unexpected character" };
  }
  const offset = reader.behindEqualsSign();
  const first = text.charAt(offset);
  if (isQuote(first))
    return isUnclosedPlainString(text, offset) ? { offset: text.length, message: unterminated } : undefined;
  if (first === "" || valueBegin.test(first)) return undefined;
  const isToken = first === "." || first === "=" || punctuation.includes(first);
  return { offset, message: isToken ? "Unexpected token" : "Unexpected character" };
}

const unterminated = "Unterminated string constant";

class PlainReader {
  readonly #text: string;
  #at = 0;
  #hasLines: boolean | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether nothing but a comment follows. */
  endsHere(): boolean {
    this.#skipBlanks();
    return this.#at === this.#text.length || isPlainComment(this.#text, this.#at);
  }

  /** Where the sign stands that follows the key at the begin. */
  behindKey(): number | undefined {
    return this.#key() && this.#at;
  }

  behindEqualsSign(): number {
    this.#take(equalsSign);
    this.#skipBlanks();
    return this.#at;
  }

  header(): ParsedHeader | undefined {
    const ofArray = this.#text.charCodeAt(1) === openBracket;
    this.#at = ofArray ? 2 : 1;
    const key = this.#key();
    if (key === undefined || !this.#take(closeBracket) || (ofArray && !this.#take(closeBracket))) return undefined;
    return { kind: ofArray ? "array-header" : "header", key, range: { start: 0, end: this.#at } };
  }

  pair(depth: number): ParsedPair | undefined {
    const key = this.#key();
    const start = key?.[0]?.range.start;
    if (key === undefined || start === undefined || !this.#take(equalsSign)) return undefined;
    this.#skipBlanks();
    const value = this.#value(depth);
    return value && { kind: "pair", key, value, range: { start, end: this.#at } };
  }

  /** The parts of a key, up to the sign behind it. */
  #key(): readonly TomlKeyPart[] | undefined {
    const first = this.#keyPart();
    if (first === undefined) return undefined;
    // an empty list to which one is added takes the room of many
    const parts = [first];
    while (this.#take(dot)) {
      const part = this.#keyPart();
      if (part === undefined || parts.length === mostParts) return undefined;
      parts.push(part);
    }
    return parts;
  }

  #keyPart(): TomlKeyPart | undefined {
    this.#skipBlanks();
    const start = this.#at;
    const quoted = this.#string();
    if (quoted === undefined) this.#at = bareKeyEnd(this.#text, start);
    const range = { start, end: this.#at };
    if (range.end === start) return undefined;
    const text = quoted ?? detach(this.#text.slice(start, range.end));
    this.#skipBlanks();
    return { text, range, quoted: quoted !== undefined };
  }

  #value(depth: number): ParsedValue | undefined {
    const start = this.#at;
    const first = this.#text.charCodeAt(start);
    if (first === openBracket) return this.#array(start, depth + 1);
    if (first === openBrace) return this.#table(start, depth + 1);
    const value = this.#string() ?? this.#word() ?? this.#integer();
    if (value === undefined) return undefined;
    const range = { start, end: this.#at };
    if (typeof value === "string") return { kind: "string", value, range };
    return typeof value === "boolean" ? { kind: "boolean", value, range } : { kind: "integer", value, range };
  }

  #array(start: number, depth: number): ParsedValue | undefined {
    if (depth > deepest) return undefined;
    this.#at++;
    const elements: ParsedValue[] = [];
    let isOpen = true;
    for (this.#skipLines(); isOpen && !this.#isAt(closeBracket); this.#skipLines()) {
      const element = this.#value(depth);
      if (element === undefined) return undefined;
      elements.push(element);
      this.#skipLines();
      isOpen = this.#take(comma);
    }
    return this.#take(closeBracket) ? { kind: "array", elements, range: { start, end: this.#at } } : undefined;
  }

  /** A table in braces, whose names are written once each. */
  #table(start: number, depth: number): ParsedValue | undefined {
    // line ends in braces, also those of arrays, may be TOML 1.1
    this.#hasLines ??= this.#text.includes("\n");
    if (depth > deepest || this.#hasLines) return undefined;
    this.#at++;
    const pairs: ParsedPair[] = [];
    const names = new Set<string>();
    this.#skipBlanks();
    if (!this.#isAt(closeBrace))
      do {
        const pair = this.pair(depth);
        const name = pair?.key[0]?.text;
        if (pair === undefined || name === undefined || names.has(name)) return undefined;
        names.add(name);
        pairs.push(pair);
        this.#skipBlanks();
      } while (this.#take(comma));
    return this.#take(closeBrace) ? { kind: "inline", pairs, range: { start, end: this.#at } } : undefined;
  }

  /** A string on one line without escapes. */
  #string(): string | undefined {
    const start = this.#at;
    const end = plainStringEnd(this.#text, start);
    if (end === start) return undefined;
    this.#at = end;
    return detach(this.#text.slice(start + 1, end - 1));
  }

  #word(): boolean | undefined {
    const end = endOf(word, this.#text, this.#at);
    if (end === this.#at) return undefined;
    this.#at = end;
    return this.#text.charCodeAt(end - 2) === 117;
  }

  #integer(): bigint | undefined {
    const end = endOf(integer, this.#text, this.#at);
    if (end === this.#at) return undefined;
    const value = BigInt(this.#text.slice(this.#at, end));
    this.#at = end;
    return value;
  }

  #isAt(sign: number): boolean {
    return this.#text.charCodeAt(this.#at) === sign;
  }

  #take(sign: number): boolean {
    if (!this.#isAt(sign)) return false;
    this.#at++;
    return true;
  }

  #skipBlanks(): void {
    this.#at = behindBlanks(this.#text, this.#at);
  }

  #skipLines(): void {
    for (;;) {
      this.#skipBlanks();
      if (this.#isAt(carriageReturn) && this.#text.charCodeAt(this.#at + 1) === lineFeed) this.#at += 2;
      else if (!this.#take(lineFeed)) return;
    }
  }
}
