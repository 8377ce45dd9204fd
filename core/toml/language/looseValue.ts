import type { OffsetRange } from "../../text/range.ts";
import type { TomlKeyPart } from "../document.ts";
import { behindBlanks, endOf, lineEnd } from "../lines.ts";
import { isMultiLine, isQuote, stringEnd, textOfString } from "../strings.ts";
import { readKey } from "../tokens.ts";

/** A value as far as it is written: nothing has to be complete, nothing has to be sound. */
export type LooseValue = LooseTable | LooseArray | LooseScalar;

export interface LooseTable {
  readonly kind: "table";
  readonly range: OffsetRange;
  readonly closed: boolean;
  readonly pairs: readonly LoosePair[];
}

export interface LooseArray {
  readonly kind: "array";
  readonly range: OffsetRange;
  readonly closed: boolean;
  readonly elements: readonly LooseValue[];
}

export interface LooseScalar {
  readonly kind: "scalar";
  readonly range: OffsetRange;
  /** The opening quotes, empty for a bare word. */
  readonly quote: string;
  readonly closed: boolean;
}

export interface LoosePair {
  readonly key: readonly TomlKeyPart[];
  /** From the key to the end of the value, or as far as there is something. */
  readonly range: OffsetRange;
  /** Offset of the `=`. */
  readonly equals: number | undefined;
  readonly value: LooseValue | undefined;
}

/** Values nested deeper than this are not looked into. */
const maximumDepth = 64;

/**
 * Reads the value of a statement that may be half typed, as completion and hover need it: the parser has no tree for the
 * line at which a person types. Linear in the length of the value; never throws.
 */
export function scanLooseValue(text: string, range: OffsetRange): LooseValue | undefined {
  return new Scanner(text, range).value(0);
}

/** What a string says, as the parser reads it; undefined for a word without quotes, and for what nothing closes. */
export function textOfLoose(text: string, value: LooseValue): string | undefined {
  if (value.kind !== "scalar" || value.quote === "" || !value.closed) return undefined;
  return textOfString(text.slice(value.range.start, value.range.end));
}

/** A date may have its time behind a blank. */
const bareWord = /\d{4}-\d\d-\d\d \d[^\s,#\]}]*|[^\s,#\]}]+/y;
const blankLines = /\s+/y;

class Scanner {
  readonly #text: string;
  readonly #end: number;
  #at: number;

  constructor(text: string, { start, end }: OffsetRange) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
  }

  #peek(): string {
    return this.#at < this.#end ? (this.#text[this.#at] ?? "") : "";
  }

  value(depth: number): LooseValue | undefined {
    this.#skipBlanks();
    const character = this.#peek();
    if (isQuote(character)) return this.#string();
    if (depth < maximumDepth && character === "{") return this.#table(depth);
    if (depth < maximumDepth && character === "[") return this.#array(depth);
    const start = this.#at;
    this.#at = endOf(bareWord, this.#text, start);
    return this.#at > start ? { kind: "scalar", range: this.#from(start), quote: "", closed: true } : undefined;
  }

  #table(depth: number): LooseTable {
    const start = this.#at++;
    const pairs: LoosePair[] = [];
    for (;;) {
      this.#skipSpace();
      const character = this.#peek();
      if (character === "" || character === "}") break;
      const before = this.#at;
      const pair = character === "," ? undefined : this.#pair(depth);
      if (pair !== undefined) pairs.push(pair);
      if (this.#at === before) this.#passOver();
    }
    return { kind: "table", pairs, ...this.#closed(start, "}") };
  }

  #array(depth: number): LooseArray {
    const start = this.#at++;
    const elements: LooseValue[] = [];
    for (;;) {
      this.#skipSpace();
      const character = this.#peek();
      if (character === "" || character === "]") break;
      const before = this.#at;
      const element = character === "," ? undefined : this.value(depth + 1);
      if (element !== undefined) elements.push(element);
      if (this.#at === before) this.#passOver();
    }
    return { kind: "array", elements, ...this.#closed(start, "]") };
  }

  #pair(depth: number): LoosePair | undefined {
    const start = this.#at;
    const { parts, open, end } = readKey(this.#text, start, 0, this.#end);
    const key = open === undefined ? parts : [...parts, open];
    if (key.length === 0) return undefined;
    const keyEnd = open?.range.end ?? end;
    this.#at = keyEnd;
    this.#skipBlanks();
    if (this.#peek() !== "=") return { key, range: { start, end: keyEnd }, equals: undefined, value: undefined };
    const equals = this.#at++;
    const behind = this.#at;
    const value = this.value(depth + 1);
    return { key, range: { start, end: value?.range.end ?? behind }, equals, value };
  }

  #string(): LooseScalar {
    const start = this.#at;
    const quote = this.#peek();
    const { end, closed } = stringEnd(this.#text, start, this.#end);
    this.#at = end;
    return {
      kind: "scalar",
      range: { start, end },
      quote: isMultiLine(this.#text, start) ? quote.repeat(3) : quote,
      closed,
    };
  }

  /** Behind what is no pair and no element. */
  #passOver(): void {
    if (isQuote(this.#peek())) this.#string();
    else this.#at++;
  }

  #closed(start: number, bracket: string): { readonly range: OffsetRange; readonly closed: boolean } {
    const closed = this.#peek() === bracket;
    if (closed) this.#at++;
    return { range: this.#from(start), closed };
  }

  #from(start: number): OffsetRange {
    this.#at = Math.min(this.#at, this.#end);
    return { start, end: this.#at };
  }

  #skipBlanks(): void {
    this.#at = Math.min(behindBlanks(this.#text, this.#at), this.#end);
  }

  #skipSpace(): void {
    for (;;) {
      this.#at = Math.min(endOf(blankLines, this.#text, this.#at), this.#end);
      if (this.#peek() !== "#") return;
      this.#at = Math.min(lineEnd(this.#text, this.#at), this.#end);
    }
  }
}
