import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import type { OffsetRange } from "../text/range.ts";
import type { TomlKeyPart } from "./document.ts";
import { type ReadableStatement, readableStatement } from "./longTokens.ts";
import type { ParsedNode, ParsedPair, ParsedValue } from "./parsedNode.ts";
import { plainMistake, plainStatement } from "./plainStatement.ts";
import { findLineEndsInsidePairs } from "./structuralMistake.ts";

/** Where a statement is refused by TOML 1.0. */
export interface Version11Syntax {
  readonly offset: number;
  readonly message: string;
}

/** A statement that is TOML 1.1. All offsets count from the begin of its text. */
export interface SoundStatement {
  readonly sound: true;
  /** Undefined for blank lines and comments. */
  readonly node: ParsedNode | undefined;
  /** Integers that do not fit into 64 bits with sign. */
  readonly oversizedIntegers: readonly OffsetRange[];
  readonly version11: Version11Syntax | undefined;
  /** It is plain, and so its own text shows where it ends. */
  readonly plain?: true;
}

/** A statement that is no TOML, and where the parser noticed. */
export interface BrokenStatement {
  readonly sound: false;
  readonly offset: number;
  readonly message: string;
  /** It may be TOML, and is too much for the parser. */
  readonly isUnread?: true;
}

export type ParsedStatement = SoundStatement | BrokenStatement;

/** What a blank line says. */
export const nothing: SoundStatement = { sound: true, node: undefined, oversizedIntegers: [], version11: undefined };

const tooDeep = "Codex follows no more than 80 levels";
const tooLong = "It is too long to be checked here, though Codex may read it";

const plainComment: SoundStatement = { ...nothing, plain: true };

/** Parses the text of one statement, given without its line end, on its own. Never throws. */
export function parseStatement(text: string): ParsedStatement {
  return parsePlain(text) ?? parseOther(text);
}

/** A statement that is not plain. */
export function parseOther(text: string): ParsedStatement {
  const mistake = plainMistake(text);
  return mistake ? { sound: false, offset: mistake.offset, message: mistake.message } : readStatement(text);
}

/** A statement that is plain; undefined for others. */
export function parsePlain(text: string): SoundStatement | undefined {
  const node = text === "" ? undefined : plainStatement(text);
  if (node === undefined) return undefined;
  if (node === null) return plainComment;
  return { sound: true, node, oversizedIntegers: nothing.oversizedIntegers, version11: undefined, plain: true };
}

/** As the library reads a statement. */
export function readStatement(text: string): ParsedStatement {
  if (text === "") return nothing;
  const readable = readableStatement(text, maximumDepth);
  if (readable.tooDeep !== undefined) return brokenBefore(readable, readable.tooDeep, tooDeep);
  if (readable.broken !== undefined) return brokenBefore(readable, readable.broken.offset, readable.broken.message);
  // Without a line end the library gives a 0 at the end of the text no length.
  const line = `${readable.text}\n`;
  const program = parseLine(line);
  if (program === undefined) return { sound: false, offset: 0, message: tooLong, isUnread: true };
  if (program instanceof ParseError) return { sound: false, offset: program.index, message: program.message };
  const node = program.body[0].body[0];
  if (node === undefined) return nothing;
  const deepOffset = tooDeepOffset(node);
  if (deepOffset !== undefined) return { sound: false, offset: deepOffset, message: tooDeep };
  const builder = new StatementBuilder(readable);
  if (node.type === "TOMLTable") {
    const kind = node.kind === "array" ? "array-header" : "header";
    return { ...nothing, node: { kind, key: builder.key(node.key), range: rangeOf(node) } };
  }
  const pair = builder.pair(node);
  const version11 = earliest(findVersion11(text, line), readable.version11);
  return { sound: true, node: pair, oversizedIntegers: builder.oversized, version11 };
}

/** A statement that is broken at an offset, or earlier, where the library finds that. */
function brokenBefore({ text }: ReadableStatement, offset: number, message: string): BrokenStatement {
  const before = tryParse(text.slice(0, offset), "1.1");
  if (before instanceof ParseError && before.index < offset - 1)
    return { sound: false, offset: before.index, message: before.message };
  return { sound: false, offset, message };
}

function earliest(found: Version11Syntax | undefined, offset: number | undefined): Version11Syntax | undefined {
  if (offset === undefined || (found !== undefined && found.offset <= offset)) return found;
  return { offset, message: "Invalid character in escape sequence" };
}

/** As TOML 1.1, and where that fails, as Codex's reader, which takes line ends inside of the pairs of an inline table. */
function parseLine(line: string): AST.TOMLProgram | ParseError | undefined {
  const program = tryParse(line, "1.1");
  if (!(program instanceof ParseError) || !/[\r\n][\s\S]/.test(line)) return program;
  const joined = withoutLineEndsInsidePairs(line);
  const again = joined === line ? program : tryParse(joined, "1.1");
  return again instanceof ParseError ? program : again;
}

/** Blanks in place of them, so that all offsets stay. */
function withoutLineEndsInsidePairs(text: string): string {
  let joined = text;
  for (const { start, end } of findLineEndsInsidePairs(text))
    joined = joined.slice(0, start) + " ".repeat(end - start) + joined.slice(end);
  return joined;
}

/**
 * Where the parser stops in a text that begins with a broken statement and goes on behind it; undefined when it finds
 * nothing wrong.
 */
export function parseOn(text: string): BrokenStatement | undefined {
  const result = tryParse(text, "1.1");
  return result instanceof ParseError ? { sound: false, offset: result.index, message: result.message } : undefined;
}

/** Of V8: noting where each error of a broken file was thrown takes longer than all else. */
const errors: { stackTraceLimit?: number | undefined } = Error as object;

/** Undefined where the library gives up: numbers of more digits than fit on the stack. */
function tryParse(text: string, tomlVersion: "1.0" | "1.1"): AST.TOMLProgram | ParseError | undefined {
  const { stackTraceLimit } = errors;
  errors.stackTraceLimit = 0;
  try {
    return parseTOML(text, { tomlVersion });
  } catch (error) {
    return error instanceof ParseError ? error : undefined;
  } finally {
    errors.stackTraceLimit = stackTraceLimit;
  }
}

/** What TOML 1.1 brought: two escapes, times without seconds, trailing commas and line ends in inline tables. */
const mayBeVersion11 = /\\[ex]|\d\d:\d\d(?!:\d\d)|,[ \t]*\}/;

function findVersion11(text: string, line: string): Version11Syntax | undefined {
  const severalLines = /[\r\n]/.test(text) && text.includes("{");
  if (!severalLines && !mayBeVersion11.test(text)) return undefined;
  const result = tryParse(line, "1.0");
  return result instanceof ParseError ? { offset: result.index, message: result.message } : undefined;
}

const rangeOf = ({ range: [start, end] }: AST.TOMLNode): OffsetRange => ({ start, end });

const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

/** Codex refuses values that are nested deeper, and keys of more parts (observed). */
const maximumDepth = 80;

/** Where a pair or header goes deeper than Codex does. */
function tooDeepOffset(node: AST.TOMLKeyValue | AST.TOMLTable): number | undefined {
  if (node.key.keys.length > maximumDepth) return node.key.range[0];
  return node.type === "TOMLKeyValue" ? tooDeepValueOffset(node.value, 0) : undefined;
}

function tooDeepValueOffset(node: AST.TOMLContentNode, depth: number): number | undefined {
  if (node.type === "TOMLValue") return undefined;
  if (depth >= maximumDepth) return node.range[0];
  for (const inner of node.type === "TOMLArray" ? node.elements : node.body) {
    const offset =
      inner.type === "TOMLKeyValue" && inner.key.keys.length > maximumDepth
        ? inner.key.range[0]
        : tooDeepValueOffset(inner.type === "TOMLKeyValue" ? inner.value : inner, depth + 1);
    if (offset !== undefined) return offset;
  }
  return undefined;
}

/** Makes our nodes of those of the library, with what long strings really say. */
class StatementBuilder {
  readonly oversized: OffsetRange[] = [];
  readonly #decoded: ReadableStatement["decoded"];

  constructor({ decoded }: ReadableStatement) {
    this.#decoded = decoded;
  }

  key({ keys }: AST.TOMLKey): TomlKeyPart[] {
    return keys.map((key) => {
      const range = rangeOf(key);
      const long = this.#decoded.get(range.start);
      if (long !== undefined) return { text: long.value, range: { start: range.start, end: long.end }, quoted: true };
      const quoted = key.type === "TOMLQuoted";
      return { text: quoted ? key.value : key.name, range, quoted };
    });
  }

  pair(node: AST.TOMLKeyValue): ParsedPair {
    return { kind: "pair", key: this.key(node.key), value: this.#value(node.value), range: rangeOf(node) };
  }

  #value(node: AST.TOMLContentNode): ParsedValue {
    const range = rangeOf(node);
    if (node.type === "TOMLArray")
      return { kind: "array", elements: node.elements.map((element) => this.#value(element)), range };
    if (node.type === "TOMLInlineTable")
      return { kind: "inline", pairs: node.body.map((pair) => this.pair(pair)), range };
    switch (node.kind) {
      case "string":
        return { kind: "string", value: this.#decoded.get(range.start)?.value ?? node.value, range };
      case "integer":
        if (node.bigint < smallest || node.bigint > largest) this.oversized.push(range);
        return { kind: "integer", value: node.bigint, range };
      case "float":
        return { kind: "float", value: node.value, range };
      case "boolean":
        return { kind: "boolean", value: node.value, range };
      default:
        return { kind: "datetime", value: node.datetime, range };
    }
  }
}
