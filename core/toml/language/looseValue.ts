import type { OffsetRange } from "../../text/range.ts";
import type { TomlKeyPart } from "../document.ts";

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

const bareKey = /[A-Za-z0-9_-]/;

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
    if (character === '"' || character === "'") return this.#string();
    if (depth < maximumDepth && character === "{") return this.#table(depth);
    if (depth < maximumDepth && character === "[") return this.#array(depth);
    const start = this.#at;
    while (/[^\s,#\]}]/.test(this.#peek())) this.#at++;
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
      if (this.#at === before) this.#at++;
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
      if (this.#at === before) this.#at++;
    }
    return { kind: "array", elements, ...this.#closed(start, "]") };
  }

  #pair(depth: number): LoosePair | undefined {
    const start = this.#at;
    const key = this.#key();
    if (key.length === 0) return undefined;
    const end = this.#at;
    this.#skipBlanks();
    if (this.#peek() !== "=") return { key, range: { start, end }, equals: undefined, value: undefined };
    const equals = this.#at++;
    const behind = this.#at;
    const value = this.value(depth + 1);
    return { key, range: { start, end: value?.range.end ?? behind }, equals, value };
  }

  #key(): TomlKeyPart[] {
    const parts: TomlKeyPart[] = [];
    for (;;) {
      const start = this.#at;
      const quoted = this.#peek() === '"' || this.#peek() === "'";
      if (quoted) {
        const { range, closed } = this.#string();
        parts.push({ text: this.#text.slice(range.start + 1, range.end - (closed ? 1 : 0)), range, quoted });
      } else {
        while (bareKey.test(this.#peek())) this.#at++;
        if (this.#at > start)
          parts.push({ text: this.#text.slice(start, this.#at), range: this.#from(start), quoted: false });
      }
      const end = this.#at;
      this.#skipBlanks();
      if (this.#peek() === ".") {
        this.#at++;
        this.#skipBlanks();
      } else {
        this.#at = end;
        return parts;
      }
    }
  }

  #string(): LooseScalar {
    const start = this.#at;
    const quote = this.#peek();
    const triple = quote.repeat(3);
    const long = this.#text.startsWith(triple, start);
    const close = long ? triple : quote;
    this.#at += close.length;
    while (this.#peek() !== "" && (long || !/[\r\n]/.test(this.#peek()))) {
      if (quote === '"' && this.#peek() === "\\") this.#at += 2;
      else if (this.#text.startsWith(close, this.#at)) {
        this.#at += close.length;
        while (long && this.#peek() === quote) this.#at++;
        return { kind: "scalar", range: this.#from(start), quote: close, closed: true };
      } else this.#at++;
    }
    return { kind: "scalar", range: this.#from(start), quote: close, closed: false };
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
    while (this.#peek() === " " || this.#peek() === "\t") this.#at++;
  }

  #skipSpace(): void {
    for (;;) {
      while (/\s/.test(this.#peek())) this.#at++;
      if (this.#peek() !== "#") return;
      while (this.#peek() !== "" && !/[\r\n]/.test(this.#peek())) this.#at++;
    }
  }
}
