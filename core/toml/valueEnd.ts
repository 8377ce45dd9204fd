import { endOf, isBlank, isLineEnd, lineEnd, nextLine } from "./lines.ts";
import { bracketAt, OpenBrackets, type UnclosedSearch } from "./openBrackets.ts";
import { isMultiLine, isQuote, stringEnd } from "./strings.ts";
import { behindKey } from "./tokens.ts";

/** A table header with nothing but a comment behind it. */
const headerLine = /[ \t]*\[\[?[ \t]*[A-Za-z0-9_."'-][^\r\n\][,]*\]\]?[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y;
/** The begin of an array that is an element of another one: unlike that of a header, it holds values. */
const elementLine = /[ \t]*\[+[ \t]*(?:["'+-]|\d|true|false|inf|nan)/y;

/** Lines that stand for themselves: a header, and the begin of `key = …`. */
const isHeaderLine = (text: string, offset: number) => endOf(headerLine, text, offset) > offset;
const isKeyLine = (text: string, offset: number) => text[behindKey(text, offset) ?? text.length] === "=";

/** What the scanner remembers of one text, from one statement to the next. */
export interface ScanMemory {
  /** The last search that met unclosed brackets: a statement that begins with one of them need not look for its end again. */
  unclosed?: UnclosedSearch;
}

/** How far the scanner has looked: what stands before that offset decides what it found. */
export interface Lookahead {
  end: number;
}

/** Values nested deeper than this are never closed for the scanner, so that hostile text costs no more than its length. */
const maximumDepth = 200;

/**
 * Where the value that starts at `offset` ends: with its line, unless brackets or a multi-line string lead further. Where
 * they are never closed, or swallow what is plainly the next table, the value ends before the first line that stands for
 * itself, so that one forgotten bracket does not cost the rest of the file.
 */
export function valueEnd(text: string, offset: number, seen: Lookahead, memory: ScanMemory): number {
  const closed = new BracketedValue(text, seen, false).endFrom(offset, memory);
  return closed ?? new BracketedValue(text, seen, true).endFrom(offset, {}) ?? text.length;
}

/** Looks for the end of one value. */
class BracketedValue {
  readonly #text: string;
  readonly #seen: Lookahead;
  readonly #resynchronise: boolean;
  readonly #open = new OpenBrackets();

  constructor(text: string, seen: Lookahead, resynchronise: boolean) {
    this.#text = text;
    this.#seen = seen;
    this.#resynchronise = resynchronise;
  }

  endFrom(offset: number, memory: ScanMemory): number | undefined {
    const end = this.#search(offset, memory.unclosed);
    const { inner } = this.#open;
    if (inner !== undefined) memory.unclosed = { inner, outcome: end === "deep" ? end : { end }, seen: this.#seen.end };
    return end === "deep" ? undefined : end;
  }

  #search(offset: number, known: UnclosedSearch | undefined): number | "deep" | undefined {
    const text = this.#text;
    const open = this.#open;
    let before = "";
    for (let at = offset; at < text.length; at++) {
      const character = text[at] ?? "";
      if (isQuote(character)) {
        const string = stringEnd(text, at);
        this.#look(string.end + 1);
        if (!string.closed && string.end === text.length && isMultiLine(text, at))
          return this.#resynchronise ? firstLineForItself(text, at) : undefined;
        if (!string.closed) return string.end;
        at = string.end - 1;
      } else if (character === "#") {
        at = lineEnd(text, at) - 1;
        continue;
      } else if (character === "[" || character === "{") {
        const same = known && open.depth === 0 ? bracketAt(known.inner, at) : undefined;
        if (known !== undefined && same !== undefined) {
          this.#look(known.seen);
          open.takeOver(known.inner, same);
          if (known.outcome !== "deep") return known.outcome.end;
          at = known.inner.offset;
        } else open.open(character, at);
        if (open.depth > maximumDepth && !this.#resynchronise) {
          this.#look(at + 1);
          return "deep";
        }
        before = text[at] ?? "";
        continue;
      } else if (character === "]" || character === "}") open.close();
      else if (isLineEnd(character)) {
        if (open.depth === 0) return at;
        const next = nextLine(text, at);
        this.#look(nextLine(text, next) + 1);
        const inArray = open.inner?.sign === "[";
        if (isHeaderLine(text, next) && !(inArray && this.#isElement(next, before))) return at;
        if ((this.#resynchronise || inArray) && isKeyLine(text, next)) return this.#resynchronise ? at : undefined;
        if (character === "\r" && text[at + 1] === "\n") at++;
        continue;
      }
      if (!isBlank(character)) before = character;
    }
    this.#look(text.length + 1);
    return open.depth === 0 || this.#resynchronise ? text.length : undefined;
  }

  #look(offset: number): void {
    this.#seen.end = Math.max(this.#seen.end, offset);
  }

  /**
   * Whether a line inside of an array that looks like a header, such as `["x"]`, is an element of the array: it stands
   * between commas or the brackets of the array.
   */
  #isElement(offset: number, before: string): boolean {
    const text = this.#text;
    if ((before !== "[" && before !== ",") || endOf(elementLine, text, offset) === offset) return false;
    for (let at = nextLine(text, offset); at < text.length; at++) {
      const character = text[at];
      if (character === "#") at = lineEnd(text, at) - 1;
      else if (!isBlank(character) && !isLineEnd(character)) {
        this.#look(at + 1);
        return character === "," || character === "]";
      }
    }
    this.#look(text.length + 1);
    return false;
  }
}

function firstLineForItself(text: string, offset: number): number {
  for (let at = nextLine(text, offset); at < text.length; at = nextLine(text, at)) {
    if (isHeaderLine(text, at) || isKeyLine(text, at)) return lineEndBefore(text, at);
  }
  return text.length;
}

function lineEndBefore(text: string, offset: number): number {
  const end = offset - 1;
  return text[end] === "\n" && text[end - 1] === "\r" ? end - 1 : end;
}
