import { BoundedLine } from "../../system/boundedLine.ts";

/** A text that is one line, or one JSON object over several, with the number of its first line. */
export interface NumberedText {
  readonly number: number;
  readonly text: Buffer | "too long";
}

interface NumberedLine {
  readonly number: number;
  readonly line: Buffer | "too long";
  /** Whether it begins with what is blank. */
  readonly isIndented: boolean;
}

const lineFeed = 0x0a;
const chunkBytes = 256 * 1024;
const spaces = Buffer.alloc(chunkBytes, " ");

/**
 * The texts of a JSON lines file. A JSON object that was printed over several lines is one text too: its lines after the first
 * are indented, or begin with a closing bracket, as printers write them. Of a text with more than `most` bytes nothing is kept.
 */
export async function* textsOf(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<NumberedText> {
  let open: OpenObject | undefined;
  for await (const { number, line, isIndented } of linesOf(chunks, most)) {
    if (open?.continues(line, isIndented)) {
      open.add(line);
      if (open.isClosed) {
        yield open.end();
        open = undefined;
      }
      continue;
    }
    if (open !== undefined) yield open.end();
    open = line === "too long" ? undefined : OpenObject.begin(number, line, most);
    if (open === undefined) yield { number, text: line };
  }
  if (open !== undefined) yield open.end();
}

const [openingBrace, closingBrace, openingBracket, closingBracket, quote, backslash] = Buffer.from('{}[]"\\');

/** A JSON object whose closing bracket is still to come. */
class OpenObject {
  readonly #number: number;
  readonly #most: number;
  #lines: (Buffer | "too long")[] = [];
  #length = 0;
  #depth = 0;

  private constructor(number: number, most: number) {
    this.#number = number;
    this.#most = most;
  }

  /** Undefined where the line is whole, or no beginning of an object. */
  static begin(number: number, line: Buffer, most: number): OpenObject | undefined {
    if (line[0] !== openingBrace || lastByte(line) === closingBrace) return undefined;
    const open = new OpenObject(number, most);
    open.add(line);
    return open.#depth > 0 ? open : undefined;
  }

  get isClosed(): boolean {
    return this.#depth <= 0;
  }

  continues(line: Buffer | "too long", isIndented: boolean): boolean {
    return isIndented || (line !== "too long" && (line[0] === closingBrace || line[0] === closingBracket));
  }

  add(line: Buffer | "too long"): void {
    this.#length += line.length + 1;
    if (line !== "too long") this.#depth += depthOf(line);
    if (line === "too long" || this.#length > this.#most) this.#lines = ["too long"];
    else this.#lines.push(line, newLine);
  }

  end(): NumberedText {
    const kept = this.#lines.filter((line) => line !== "too long");
    return { number: this.#number, text: kept.length < this.#lines.length ? "too long" : Buffer.concat(kept) };
  }
}

const newLine = Buffer.from("\n");

function lastByte(line: Buffer): number | undefined {
  let end = line.length;
  while (end > 0 && (line[end - 1] as number) <= 0x20) end--;
  return line[end - 1];
}

/** How many brackets a line opens beyond those that it closes. A string of JSON ends on its line. */
function depthOf(line: Buffer): number {
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < line.length; i++) {
    const byte = line[i];
    if (isInString) {
      if (byte === backslash) i++;
      else if (byte === quote) isInString = false;
    } else if (byte === quote) isInString = true;
    else if (byte === openingBrace || byte === openingBracket) depth++;
    else if (byte === closingBrace || byte === closingBracket) depth--;
  }
  return depth;
}

/** Where what is blank ends, and how many lines with it. Not in the generator, where such a loop takes several times as long. */
function skipBlanks(bytes: Uint8Array, start: number): { readonly start: number; readonly lineFeeds: number } {
  const { length } = bytes;
  let position = start;
  let lineFeeds = 0;
  for (; position < length; position++) {
    const byte = bytes[position] as number;
    if (byte === 0x20) continue;
    if (byte === lineFeed) lineFeeds++;
    // tab, vertical tab, form feed and carriage return
    else if (byte > 0x0d || byte < 0x09) break;
  }
  return { start: position, lineFeeds };
}

/**
 * Lines without their line feed, and without what is blank before their content; blank lines only count. Only that byte ends
 * a line: JSON may hold the separators that other readers end lines at. Of a line with more than `most` bytes nothing is kept.
 */
async function* linesOf(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<NumberedLine> {
  const line = new BoundedLine(most);
  let number = 1;
  let isIndented = false;
  for await (const chunk of chunks) {
    // comparing is many times as fast as looking at each byte
    if (line.isEmpty && chunk.equals(spaces.subarray(0, chunk.length))) {
      isIndented = true;
      continue;
    }
    for (let start = 0; start < chunk.length; ) {
      if (line.isEmpty) {
        const blanks = skipBlanks(chunk, start);
        const lineStart = blanks.lineFeeds > 0 ? chunk.lastIndexOf(lineFeed, blanks.start - 1) + 1 : start;
        isIndented = blanks.start > lineStart || (isIndented && blanks.lineFeeds === 0);
        start = blanks.start;
        number += blanks.lineFeeds;
      }
      const end = chunk.indexOf(lineFeed, start);
      line.add(chunk.subarray(start, end < 0 ? chunk.length : end));
      if (end < 0) break;
      yield { number, line: line.end(), isIndented };
      isIndented = false;
      number++;
      start = end + 1;
    }
  }
  if (!line.isEmpty) yield { number, line: line.end(), isIndented };
}
