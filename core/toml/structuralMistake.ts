import type { OffsetRange } from "../text/range.ts";
import { firstStatementOffset } from "./scanStatements.ts";
import { forbiddenInComment, type Token, type TokenKind, tokenAt } from "./tokens.ts";

/** The first place at which Codex's parser notices that the parts of a file do not fit together. */
export interface StructuralMistake {
  readonly offset: number;
  /** What is wrong, as the end of a sentence. */
  readonly problem: string;
}

/**
 * Codex's TOML reader (the Rust crates `toml` 0.9 and `toml_parser` 1.1, as Codex uses them) looks at a file
 * twice: first at how brackets, equals signs, commas and line ends fit together, and only when all of them do, at the
 * names and values. It names the first mistake of the first look wherever it has noticed it, for an unclosed bracket at
 * the end of the file. Undefined when the first look finds nothing. Linear in the length of the text; never throws.
 *
 * `suspects` are the statements in which a mistake can be, in order, where that is known: sound ones need not be read.
 */
export function findStructuralMistake(text: string, suspects?: readonly OffsetRange[]): StructuralMistake | undefined {
  if (suspects?.length === 0) return undefined;
  // A carriage return between statements is in none of them.
  const whole = suspects === undefined || /\r(?!\n)/.test(text);
  const places = whole ? [{ start: firstStatementOffset(text), end: text.length }] : suspects;
  try {
    let read = 0;
    for (const { start, end } of places)
      if (start >= read) read = new StructureReader(text, start).readStatements(end);
      else if (end >= read) read = new StructureReader(text, read).readStatements(end);
    return undefined;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    // Codex counts the end of the file to its last line, also behind a line end.
    return { offset: Math.max(0, Math.min(error.offset, text.length - 1)), problem: error.problem };
  }
}

/**
 * Line ends and comments between a key of an inline table, its equals sign and its value. TOML wants the three on one
 * line; Codex's reader takes them anyway (observed). Up to the first structural mistake.
 */
export function findLineEndsInsidePairs(text: string): readonly OffsetRange[] {
  const reader = new StructureReader(text, 0);
  try {
    reader.readStatements(text.length);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
  }
  return reader.lineEndsInsidePairs;
}

class Mistake extends Error implements StructuralMistake {
  constructor(
    readonly offset: number,
    readonly problem: string,
  ) {
    super(problem);
  }
}

/** How deep brackets may be nested. */
const deepest = 80;

const isScalar = ({ kind }: Token) => kind === "string" || kind === "atom" || kind === ".";

/** Reads the parts of a file in order and throws at the first that does not fit. */
class StructureReader {
  readonly #text: string;
  #token: Token;
  /** End of the last token that is neither blank nor comment. */
  #meaningfulEnd = 0;
  readonly lineEndsInsidePairs: OffsetRange[] = [];

  /** Reads from the begin of a statement on. */
  constructor(text: string, start: number) {
    this.#text = text;
    this.#token = tokenAt(text, start);
  }

  /** Reads all statements that begin up to that offset. Gives the offset behind them. */
  readStatements(last: number): number {
    while (this.#token.kind !== "end" && this.#token.start <= last) {
      const token = this.#token;
      if (token.kind === "[") this.#readHeader();
      else if (token.kind === "]") throw new Mistake(token.start, "this bracket has no [ before it");
      else if (token.kind === "," || token.kind === "{" || token.kind === "}")
        throw new Mistake(token.start, `a key is expected before this ${token.kind}`);
      else if (token.kind === "=" || isScalar(token)) this.#readPair();
      else this.#next();
    }
    return this.#token.start;
  }

  #next(): Token {
    const token = this.#token;
    const forbidden = token.kind === "comment" ? forbiddenInComment(this.#text, token) : undefined;
    if (forbidden !== undefined) throw new Mistake(forbidden, "a comment holds a control character");
    if (token.kind === "line end" && token.end === token.start + 1 && this.#text[token.start] === "\r")
      throw new Mistake(token.start, "a line feed must follow a carriage return");
    if (token.kind !== "whitespace" && token.kind !== "comment" && token.kind !== "line end" && token.kind !== "end")
      this.#meaningfulEnd = token.end;
    this.#token = tokenAt(this.#text, token.end);
    return token;
  }

  #at(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#token.kind);
  }

  #skipBlanks(): void {
    if (this.#at("whitespace")) this.#next();
  }

  #skipLine(): void {
    while (!this.#at("line end", "end")) this.#next();
  }

  #readHeader(): void {
    this.#next();
    const ofArray = this.#at("[");
    if (ofArray) this.#next();
    while (this.#at("whitespace", ".")) this.#next();
    const named = isScalar(this.#token);
    if (named) this.#next();
    const complete = named && this.#readDottedKeys();
    this.#skipBlanks();
    if (!this.#at("]")) {
      if (complete) throw new Mistake(this.#meaningfulEnd, `this table is not closed with ${ofArray ? "]]" : "]"}`);
      this.#skipLine();
      return;
    }
    const { end } = this.#next();
    if (ofArray && !this.#at("]")) throw new Mistake(end, "this table is not closed with ]]");
    if (ofArray) this.#next();
    this.#expectLineEnd();
  }

  /** Reads `.b.c` behind the first part of a key. False when a part is missing, which is found by the second look. */
  #readDottedKeys(): boolean {
    this.#skipBlanks();
    while (this.#at(".")) {
      while (this.#at(".", "whitespace")) this.#next();
      if (!isScalar(this.#token)) return false;
      this.#next();
      this.#skipBlanks();
    }
    return true;
  }

  #readPair(): void {
    if (!this.#at("=")) {
      if (!this.#at(".")) this.#next();
      this.#readDottedKeys();
      this.#skipBlanks();
      if (!this.#at("=")) throw new Mistake(this.#token.start, "a key needs = and a value");
    }
    this.#next();
    this.#skipBlanks();
    this.#readValue(0);
    this.#expectLineEnd();
  }

  #expectLineEnd(): void {
    while (this.#at("whitespace", "comment")) this.#next();
    if (!this.#at("line end", "end")) throw new Mistake(this.#token.start, "a line end is expected here");
  }

  #readValue(depth: number): void {
    const token = this.#token;
    if (token.kind === "=") throw new Mistake(token.start, "one equals sign is enough");
    if (token.kind === "]" || token.kind === "}")
      throw new Mistake(token.start, `this bracket has no ${token.kind === "]" ? "[" : "{"} before it`);
    if (token.kind === "[") this.#readArray(depth);
    else if (token.kind === "{") this.#readInlineTable(depth);
    else if (isScalar(token)) this.#readScalar();
  }

  /** A string, or bare words: blanks between them belong to the value, as in `1979-05-27 07:32:00`. */
  #readScalar(): void {
    if (this.#next().kind === "string") return;
    for (;;) {
      if (this.#at("atom", ".")) this.#next();
      else if (this.#at("whitespace") && tokenAt(this.#text, this.#token.end).kind === "atom") this.#next();
      else return;
    }
  }

  #open(depth: number): void {
    if (depth >= deepest) throw new Mistake(this.#token.start, `brackets are nested deeper than ${deepest}`);
    this.#next();
  }

  #readArray(depth: number): void {
    this.#open(depth);
    let needsComma = false;
    for (;;) {
      const token = this.#token;
      if (token.kind === "end") throw new Mistake(this.#meaningfulEnd, "an array is not closed with ]");
      if (token.kind === "]") {
        this.#next();
        return;
      }
      if (token.kind === "=") throw new Mistake(token.start, "an array holds values, no keys");
      if (token.kind === ",") {
        if (!needsComma) throw new Mistake(token.start, "a value is expected before this comma");
        needsComma = false;
        this.#next();
      } else if (token.kind === "whitespace" || token.kind === "comment" || token.kind === "line end") this.#next();
      else {
        if (needsComma) throw new Mistake(token.start, "a comma is missing between the values");
        this.#readValue(depth + 1);
        needsComma = true;
      }
    }
  }

  #readInlineTable(depth: number): void {
    this.#open(depth);
    let expected: "key" | "=" | "value" | "," = "key";
    for (;;) {
      const token = this.#token;
      if (token.kind === "end") throw new Mistake(this.#meaningfulEnd, "an inline table is not closed with }");
      if (token.kind === "}") {
        this.#next();
        return;
      }
      if (token.kind === "whitespace" || token.kind === "comment" || token.kind === "line end") {
        this.#next();
        if (token.kind !== "whitespace" && (expected === "=" || expected === "value"))
          this.lineEndsInsidePairs.push({ start: token.start, end: token.end });
      } else if (token.kind === ",") {
        if (expected !== ",") throw new Mistake(token.start, "a comma too many");
        expected = "key";
        this.#next();
      } else if (token.kind === "=") {
        if (expected === "value" || expected === ",") throw new Mistake(token.start, "an equals sign too many");
        expected = "value";
        this.#next();
      } else if (expected === "value") {
        this.#readValue(depth + 1);
        expected = ",";
      } else if (expected === "=") throw new Mistake(token.start, "= is missing between the key and its value");
      else if (!isScalar(token)) throw new Mistake(token.start, "a key is expected here");
      else if (expected === ",") throw new Mistake(token.start, "a comma is missing between the pairs");
      else {
        if (token.kind !== ".") this.#next();
        this.#readDottedKeys();
        expected = "=";
      }
    }
  }
}
