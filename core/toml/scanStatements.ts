import type { OffsetRange } from "../text/range.ts";
import type { TomlStatement } from "./document.ts";
import { behindBlanks, isLineEnd, lineEnd, nextLine } from "./lines.ts";
import { readKey } from "./tokens.ts";
import { type Lookahead, type ScanMemory, valueEnd } from "./valueEnd.ts";

/** One statement, and what the scanner needs to go on. */
export interface ScannedStatement {
  readonly statement: TomlStatement;
  /** Where the next statement begins. */
  readonly next: number;
  /** Nothing from this offset on had a say in where the statement ends; beyond the text when its end was seen. */
  readonly seen: number;
}

/** Where the first statement of a text begins: behind a byte order mark. */
export function firstStatementOffset(text: string): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : 0;
}

/**
 * Cuts a text into TOML statements without parsing it, so that it works on text that is broken or half typed. Linear in
 * the length of the text for all but hostile input.
 */
export function scanStatements(text: string): readonly TomlStatement[] {
  const statements: TomlStatement[] = [];
  const memory: ScanMemory = {};
  let table: readonly string[] = [];
  for (let line = firstStatementOffset(text); line < text.length; ) {
    const { statement, next } = scanStatement(text, line, table, memory);
    statements.push(statement);
    table = statement.table;
    line = next;
  }
  return statements;
}

/**
 * The statement that begins at `line`, the offset of a line's begin that lies in the text; `table` is the open table. The
 * statement's own offsets count from `base` on.
 */
export function scanStatement(
  text: string,
  line: number,
  table: readonly string[],
  memory: ScanMemory,
  base = 0,
): ScannedStatement {
  const start = behindBlanks(text, line);
  const first = text[start];
  const seen: Lookahead = { end: 0 };
  let statement: TomlStatement;
  if (isLineEnd(first)) statement = new BlankStatement(start - base, table);
  else if (first === "#") {
    const range = { start: start - base, end: lineEnd(text, start) - base };
    statement = { kind: "comment", range, key: [], table, value: undefined };
  } else if (first === "[") statement = scanHeader(text, start, base);
  else statement = scanPair(text, start, table, base, seen, memory);
  const next = nextLine(text, statement.range.end + base);
  return { statement, next, seen: Math.max(seen.end, next + 1) };
}

const noKey: TomlStatement["key"] = [];

/** As small as can be: a file may be made of a million line ends. */
export class BlankStatement implements TomlStatement {
  constructor(
    readonly start: number,
    readonly table: readonly string[],
  ) {}

  get kind() {
    return "blank" as const;
  }
  get range(): OffsetRange {
    return { start: this.start, end: this.start };
  }
  get key() {
    return noKey;
  }
  get value() {
    return undefined;
  }
}

function scanHeader(text: string, start: number, base: number): TomlStatement {
  const ofArray = text[start + 1] === "[";
  const { parts } = readKey(text, start + (ofArray ? 2 : 1), base);
  return {
    kind: ofArray ? "array-header" : "header",
    range: { start: start - base, end: lineEnd(text, start) - base },
    key: parts,
    table: parts.map((part) => part.text),
    value: undefined,
  };
}

function scanPair(
  text: string,
  start: number,
  table: readonly string[],
  base: number,
  seen: Lookahead,
  memory: ScanMemory,
): TomlStatement {
  const { parts, end } = readKey(text, start, base);
  const sign = behindBlanks(text, end);
  if (text[sign] !== "=") {
    const range = { start: start - base, end: lineEnd(text, start) - base };
    return { kind: "broken", range, key: parts, table, value: undefined };
  }
  const valueStart = behindBlanks(text, sign + 1);
  const behind = valueEnd(text, valueStart, seen, memory) - base;
  return {
    kind: parts.length > 0 ? "pair" : "broken",
    range: { start: start - base, end: behind },
    key: parts,
    table,
    value: { start: valueStart - base, end: behind },
  };
}
