import { lineStartsOf } from "../text/lineIndex.ts";
import type { OffsetRange } from "../text/range.ts";
import { isHeader } from "./access.ts";
import type { TomlStatement } from "./document.ts";
import { behindBlanks, lineEnd, nextLine } from "./lines.ts";
import { nothing, type ParsedStatement, parseOther, parsePlain, parseStatement } from "./parseStatement.ts";
import { PlainLine } from "./plainLine.ts";
import { BlankStatement, type ScannedStatement, scanStatement } from "./scanStatements.ts";
import type { ScanMemory } from "./valueEnd.ts";

/** What the text above leaves open. */
export interface OpenTable {
  /** Path of the header above, as far as it could be read. */
  readonly path: readonly string[];
  /** The first decoded name of that header; undefined above all headers, and below one that is broken. */
  readonly owner: string | undefined;
  /** Below a broken header, where pairs belong to no table that is known. */
  readonly leftOut: boolean;
}

export const noTable: OpenTable = { path: [], owner: undefined, leftOut: false };

/**
 * Some statements in a row with what is known of them; all offsets count from the begin of the chunk. A chunk says nothing
 * of the place it stands at, and so is used again, unchanged, when text above or below it changes.
 */
export interface Chunk {
  readonly length: number;
  /** Nothing from this offset on had a say in what the chunk holds. */
  readonly seen: number;
  readonly before: OpenTable;
  readonly after: OpenTable;
  readonly statements: readonly TomlStatement[];
  /** Of each statement, with offsets from the begin of the statement. */
  readonly parsed: readonly ParsedStatement[];
  /** Statements that are no TOML, by index. */
  readonly broken: readonly number[];
  /** Sound statements by the first name of the path of what they define, by index. */
  readonly names: ReadonlyMap<string, readonly number[]>;
  /** Sound statements with integers beyond 64 bits, by index. */
  readonly oversized: readonly number[];
  /** The first sound statement that TOML 1.0 refuses, by index. */
  readonly version11: number | undefined;
  /** Offset of the first carriage return that no line feed follows. */
  readonly carriageReturn: number | undefined;
  /** Offsets behind its line ends. */
  readonly lineStarts: readonly number[];
}

/** A chunk ends when it holds as much. */
const maximumStatements = 64;
const maximumLength = 8192;

/** Finds what is known already of a statement with the same text. */
export type KnownStatements = ReadonlyMap<string, ParsedStatement>;

/** Remembers statements that were parsed: a file may be one line again and again, and a broken one takes long. */
export class ParsedOnce {
  readonly #known = new Map<string, ParsedStatement>();
  /** The same for the scanner, of the one text that is read. */
  readonly scanned: ScanMemory = {};

  parse(text: string): ParsedStatement {
    return this.#known.get(text) ?? this.#remember(text, parseStatement(text));
  }

  /** A line that was found not to be plain, or what is already known of it. */
  read(line: string): ParsedStatement {
    return this.#known.get(line) ?? this.#remember(line, parseOther(line));
  }

  /** What is known of a line, or what it is where it is plain. */
  plain(line: string): ParsedStatement | undefined {
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    const parsed = parsePlain(line);
    return parsed && this.#remember(line, parsed);
  }

  #remember(text: string, parsed: ParsedStatement): ParsedStatement {
    if (text.length > longestRemembered) return parsed;
    if (this.#known.size >= mostRemembered) this.#known.clear();
    this.#known.set(text, parsed);
    return parsed;
  }
}

const longestRemembered = 128;
const mostRemembered = 1024;

/**
 * Reads a chunk of the text from `begin` on, with its first statement at `start`. It ends when it is full, or where
 * `stopsAt` says so.
 */
export function readChunk(
  text: string,
  begin: number,
  start: number,
  before: OpenTable,
  known: KnownStatements,
  once: ParsedOnce,
  stopsAt: (offset: number, open: OpenTable) => boolean,
): Chunk {
  const statements: TomlStatement[] = [];
  const parsed: ParsedStatement[] = [];
  const broken: number[] = [];
  const names = new Map<string, number[]>();
  const oversized: number[] = [];
  const lineStarts: number[] = [];
  let version11: number | undefined;
  let seen = 0;
  let open = before;
  let at = start;
  while (at < text.length) {
    const { scanned, result, isOnOneLine } = readOne(text, at, open.path, begin, known, once);
    const { table } = scanned.statement;
    const first = result.sound ? result.node?.key[0]?.text : undefined;
    if (isHeader(scanned.statement)) open = { path: table, owner: first, leftOut: first === undefined };
    const index = statements.push(scanned.statement) - 1;
    parsed.push(result);
    const owner = open.owner ?? first;
    if (!result.sound) broken.push(index);
    else if (result.node !== undefined && owner !== undefined && !open.leftOut) {
      const indices = names.get(owner);
      if (indices) indices.push(index);
      else names.set(owner, [index]);
      if (result.oversizedIntegers.length > 0) oversized.push(index);
      if (result.version11 !== undefined) version11 ??= index;
    }
    seen = Math.max(seen, scanned.seen);
    if (isOnOneLine) {
      if (isBehindLineEnd(text, scanned.next)) lineStarts.push(scanned.next - begin);
    } else for (const start of lineStartsOf(text.slice(at, scanned.next))) lineStarts.push(start + at - begin);
    at = scanned.next;
    if (statements.length >= maximumStatements || at - begin >= maximumLength || stopsAt(at, open)) break;
  }
  const chunkText = text.slice(begin, at);
  const carriageReturn = /\r(?!\n)/.exec(chunkText)?.index;
  return {
    length: at - begin,
    seen: seen - begin,
    before,
    after: open,
    statements,
    parsed,
    broken,
    names,
    oversized,
    version11,
    carriageReturn,
    lineStarts,
  };
}

const isBehindLineEnd = (text: string, offset: number) => text[offset - 1] === "\n" || text[offset - 1] === "\r";

/** The statement at the begin of a line, placed from `base` on, and what is known of it. */
function readOne(
  text: string,
  line: number,
  table: readonly string[],
  base: number,
  known: KnownStatements,
  once: ParsedOnce,
): { readonly scanned: ScannedStatement; readonly result: ParsedStatement; readonly isOnOneLine: boolean } {
  const start = behindBlanks(text, line);
  const end = lineEnd(text, start);
  if (end === start)
    return { scanned: scanStatement(text, line, table, once.scanned, base), result: nothing, isOnOneLine: true };
  const lineText = text.slice(start, end);
  const plain = known.get(lineText) ?? once.plain(lineText);
  if (plain?.sound && plain.plain) {
    const { node } = plain;
    const open = node === undefined || node.kind === "pair" ? table : node.key.map((part) => part.text);
    const statement = new PlainLine(start - base, end - base, open, node);
    const next = nextLine(text, end);
    return { scanned: { statement, next, seen: next + 1 }, result: plain, isOnOneLine: true };
  }
  const scanned = scanStatement(text, line, table, once.scanned, base);
  const behind = scanned.statement.range.end + base;
  if (behind === end) return { scanned, result: plain ?? once.read(lineText), isOnOneLine: true };
  const statementText = text.slice(start, behind);
  return { scanned, result: known.get(statementText) ?? once.parse(statementText), isOnOneLine: behind < end };
}

/** Whether what was read below one open table can stand below the other. */
export function sameTable(left: OpenTable, right: OpenTable): boolean {
  return (
    left === right ||
    (left.owner === right.owner &&
      left.leftOut === right.leftOut &&
      left.path.length === right.path.length &&
      left.path.every((name, index) => name === right.path[index]))
  );
}

export function moveRange({ start, end }: OffsetRange, by: number): OffsetRange {
  return { start: start + by, end: end + by };
}

/** The statement as it stands `by` UTF-16 units further on. */
export function moveStatement(statement: TomlStatement, by: number): TomlStatement {
  if (by === 0) return statement;
  if (statement instanceof PlainLine) return statement.movedBy(by);
  if (statement instanceof BlankStatement) return new BlankStatement(statement.start + by, statement.table);
  return new MovedStatement(statement, by);
}

/** Computes its ranges only when they are asked for: of thousands of statements few are looked at. */
class MovedStatement implements TomlStatement {
  readonly #origin: TomlStatement;
  readonly #by: number;
  readonly kind: TomlStatement["kind"];
  readonly table: readonly string[];
  #range: OffsetRange | undefined;
  #key: TomlStatement["key"] | undefined;

  constructor(origin: TomlStatement, by: number) {
    this.#origin = origin;
    this.#by = by;
    this.kind = origin.kind;
    this.table = origin.table;
  }

  get range(): OffsetRange {
    this.#range ??= moveRange(this.#origin.range, this.#by);
    return this.#range;
  }

  get key(): TomlStatement["key"] {
    this.#key ??= this.#origin.key.map((part) => ({ ...part, range: moveRange(part.range, this.#by) }));
    return this.#key;
  }

  get value(): OffsetRange | undefined {
    return this.#origin.value && moveRange(this.#origin.value, this.#by);
  }
}
