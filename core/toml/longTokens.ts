import { endOf } from "./lines.ts";
import { decodeString, isQuote, stringEnd } from "./strings.ts";

/** Statements up to this length hold nothing that is too long, or too deep, for the library. */
const shortStatement = 4096;
/** Strings up to this length are left to the library; it spreads their characters over the stack. */
const longString = 16_384;

/** A statement whose long strings are others of the same length, so that the library can read it and all offsets stay. */
export interface ReadableStatement {
  readonly text: string;
  /** What the long strings and keys say and where they end, by the offset of their opening quote. */
  readonly decoded: ReadonlyMap<number, LongString>;
  /** The first escape inside of them that TOML 1.0 does not have. */
  readonly version11: number | undefined;
  /** The bracket or the key that goes deeper than it may, where there is one; nothing behind it was read. */
  readonly tooDeep: number | undefined;
  /** The first long string that is no TOML. */
  readonly broken: { readonly offset: number; readonly message: string } | undefined;
}

export interface LongString {
  readonly value: string;
  readonly end: number;
}

const nothingOfNote = /[^"'#[\]{}]+/y;
const restOfLine = /[^\r\n]*/y;
const beforeValue = /\s*[.=]/y;

/** What the library can read of a statement that may be too much for it: it ends with its stack, however deep that is. */
export function readableStatement(text: string, deepest: number): ReadableStatement {
  const strings: LongStrings = {
    isHeader: text.startsWith("["),
    decoded: new Map(),
    names: new Map(),
    pieces: [],
    read: 0,
  };
  const key = new KeyDepth();
  let depth = 0;
  let version11: number | undefined;
  const result = (rest: Partial<ReadableStatement>): ReadableStatement => ({
    text: strings.read === 0 ? text : [...strings.pieces, text.slice(strings.read)].join(""),
    decoded: strings.decoded,
    version11,
    tooDeep: undefined,
    broken: undefined,
    ...rest,
  });
  for (let at = 0; text.length > shortStatement && at < text.length; ) {
    const character = text[at];
    if (isQuote(character)) {
      const { end, closed } = stringEnd(text, at);
      if (!closed) break;
      if (end - at > longString) {
        const found = decodeString(text.slice(at, end));
        if ("message" in found) return result({ broken: { offset: at + found.offset, message: found.message } });
        if (found.version11 !== undefined) version11 ??= at + found.version11;
        replace(strings, text, at, end, found.value);
      }
      at = end;
    } else if (character === "#") at = endOf(restOfLine, text, at);
    else if (character === "[" || character === "{") {
      if (++depth > deepest) return result({ tooDeep: at });
      key.beginAt(++at);
    } else if (character === "]" || character === "}") {
      depth--;
      at++;
    } else {
      const end = endOf(nothingOfNote, text, at);
      if (!key.readOn(text, at, end, deepest)) return result({ tooDeep: key.start });
      at = end;
    }
  }
  return result({});
}

/** Counts the parts of the key, or the value, that is being read. */
class KeyDepth {
  start = 0;
  #parts = 1;

  beginAt(offset: number): void {
    this.start = offset;
    this.#parts = 1;
  }

  /** Reads on over nothing of note. False at a key of more parts than `most`, which begins at `start`. */
  readOn(text: string, from: number, end: number, most: number): boolean {
    for (let at = from; at < end; at++) {
      const character = text[at];
      if (character === ".") {
        if (++this.#parts > most) return false;
      } else if (character === "=" || character === "," || (at === this.start && /\s/.test(character ?? "")))
        this.beginAt(at + 1);
    }
    return true;
  }
}

interface LongStrings {
  readonly isHeader: boolean;
  readonly decoded: Map<number, LongString>;
  /** A key in place of each long one; one name has one. */
  readonly names: Map<string, string>;
  readonly pieces: string[];
  /** How much of the text is in the pieces. */
  read: number;
}

/** A key becomes a bare one, a value an escaped line end with blanks, which the library passes over. */
function replace(strings: LongStrings, text: string, start: number, end: number, value: string): void {
  const isKey = strings.isHeader || endOf(beforeValue, text, end) > end;
  const known = strings.names.get(value) ?? `long-key-${strings.names.size}-`;
  if (isKey) strings.names.set(value, known);
  const length = end - start;
  const other = isKey ? known.padEnd(length) : `"""\\\n${" ".repeat(length - 8)}"""`;
  strings.pieces.push(text.slice(strings.read, start), other);
  strings.read = end;
  strings.decoded.set(start, { value, end });
}
