import type { OffsetRange } from "../text/range.ts";
import { type Chunk, moveRange } from "./chunk.ts";
import type { TomlSyntaxError } from "./document.ts";
import { type BrokenStatement, parseOn } from "./parseStatement.ts";
import { bareKeyEnd } from "./tokens.ts";

/** For so many errors it is looked up where behind the statement the parser notices. */
const maximumLookups = 40;
/** So much of the text is read for all of them: the parser needs many times the memory of what it reads. */
const mostRead = 256 * 1024;
/** How much of the text behind a statement is read at first, in UTF-16 units. */
const firstLookup = 1024;

const repetition = "Defining a key multiple times is invalid";

/**
 * Whether an error says that a key or table is defined twice. The library has no public codes; this is its text for
 * `dupe-keys`. A test fails should it change.
 */
export function isRepetitionMessage(message: string): boolean {
  return message.startsWith(repetition);
}

/** The error of a name that is defined already. */
export function repetitionError(text: string, offset: number, statement: OffsetRange): TomlSyntaxError {
  return { range: errorRange(text, offset, statement), message: sentence(repetition), statement };
}

/** How much may still be read to find out where the parser notices that something is broken. */
export class Lookups {
  #left = mostRead;
  #number = maximumLookups;

  /** Whether there may be another one. */
  begin(): boolean {
    return this.#left > 0 && this.#number-- > 0;
  }

  /** Notes what is read now. False when that is too much. */
  read(length: number): boolean {
    this.#left -= length;
    return this.#left >= 0;
  }
}

/**
 * The error of a broken statement. A statement that was not finished is noticed only in what follows: Codex names that
 * place, so the text behind is read until the parser stops.
 */
export function brokenStatementError(
  text: string,
  statement: OffsetRange,
  broken: BrokenStatement,
  lookups: Lookups,
): TomlSyntaxError {
  const isInside = broken.offset < statement.end - statement.start;
  const noticed = isInside || !lookups.begin() ? broken : (noticedBehind(text, statement, lookups) ?? broken);
  const range = errorRange(text, statement.start + noticed.offset, statement);
  return { range, message: sentence(noticed.message), statement, ...(noticed.isUnread && { isUnread: true }) };
}

function noticedBehind(text: string, { start, end }: OffsetRange, lookups: Lookups): BrokenStatement | undefined {
  for (let length = firstLookup; ; length *= 8) {
    const cut = text.indexOf("\n", end + length);
    const isAll = cut < 0;
    if (!lookups.read((isAll ? text.length : cut) - start)) return undefined;
    const noticed = parseOn(text.slice(start, isAll ? text.length : cut + 1));
    if (isAll || (noticed !== undefined && noticed.offset < cut - start)) return noticed;
    if (noticed === undefined) return undefined;
  }
}

/** The library takes some lone carriage returns for line ends; TOML and Codex refuse them, also in strings and comments. */
export function carriageReturnError(chunk: Chunk, chunkStart: number, offset: number): TomlSyntaxError {
  const range = { start: offset, end: offset + 1 };
  const statement = chunk.statements.findLast((one) => one.range.start + chunkStart <= offset)?.range;
  return {
    range,
    message: "A line feed must follow a carriage return.",
    statement: statement ? moveRange(statement, chunkStart) : range,
  };
}

/** From what is wrong to the end of the word at which the parser noticed; always at least one character where there is one. */
function errorRange(text: string, index: number, statement: OffsetRange): OffsetRange {
  const behindCarriageReturn = text[index - 1] === "\r" && text[index] !== "\n";
  const offset = Math.min(behindCarriageReturn ? index - 1 : index, text.length);
  let end = bareKeyEnd(text, offset);
  if (end === offset && offset < text.length && (behindCarriageReturn || !/[\r\n]/.test(text[offset] ?? ""))) end++;
  if (offset > statement.end) return { start: Math.max(statement.start, statement.end - 1), end };
  if (end === offset) return { start: Math.max(statement.start, offset - 1), end };
  return { start: offset, end };
}

/** What was said last: thousands of errors may say the same. */
let said = { message: "", sentence: "" };

function sentence(message: string): string {
  if (said.message !== message) said = { message, sentence: message.endsWith(".") ? message : `${message}.` };
  return said.sentence;
}
