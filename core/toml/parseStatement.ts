import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import type { OffsetRange } from "../text/range.ts";
import type { TomlKeyPart, TomlScalar } from "./document.ts";

export interface ParsedArray {
  readonly kind: "array";
  readonly elements: readonly ParsedValue[];
  readonly range: OffsetRange;
}

export interface ParsedInlineTable {
  readonly kind: "inline";
  readonly pairs: readonly ParsedPair[];
  readonly range: OffsetRange;
}

export type ParsedValue = TomlScalar | ParsedArray | ParsedInlineTable;

/** A pair of a table, or of an inline table. */
export interface ParsedPair {
  readonly kind: "pair";
  readonly key: readonly TomlKeyPart[];
  readonly value: ParsedValue;
  readonly range: OffsetRange;
}

export interface ParsedHeader {
  readonly kind: "header" | "array-header";
  readonly key: readonly TomlKeyPart[];
  readonly range: OffsetRange;
}

/** Where a statement is refused by TOML 1.0. */
export interface Version11Syntax {
  readonly offset: number;
  readonly message: string;
}

/** A statement that is TOML 1.1. All offsets count from the begin of its text. */
export interface SoundStatement {
  readonly sound: true;
  /** Undefined for blank lines and comments, and for what is too much for the parser. */
  readonly node: ParsedPair | ParsedHeader | undefined;
  /** Integers that do not fit into 64 bits with sign. */
  readonly oversizedIntegers: readonly OffsetRange[];
  readonly version11: Version11Syntax | undefined;
}

/** A statement that is no TOML, and where the parser noticed. */
export interface BrokenStatement {
  readonly sound: false;
  readonly offset: number;
  readonly message: string;
}

export type ParsedStatement = SoundStatement | BrokenStatement;

const nothing: SoundStatement = { sound: true, node: undefined, oversizedIntegers: [], version11: undefined };

/** Parses the text of one statement, given without its line end, on its own. Never throws. */
export function parseStatement(text: string): ParsedStatement {
  if (text === "") return nothing;
  // Without a line end the library gives a 0 at the end of the text no length.
  const line = `${text}\n`;
  const program = tryParse(line, "1.1");
  if (program instanceof ParseError) return { sound: false, offset: program.index, message: program.message };
  const node = program?.body[0].body[0];
  if (node === undefined) return nothing;
  if (node.type === "TOMLTable") {
    const kind = node.kind === "array" ? "array-header" : "header";
    return { ...nothing, node: { kind, key: node.key.keys.map(keyPart), range: rangeOf(node) } };
  }
  const oversizedIntegers: OffsetRange[] = [];
  const pair = toPair(node, 0, oversizedIntegers);
  if (pair === undefined) return nothing;
  return { sound: true, node: pair, oversizedIntegers, version11: findVersion11(text, line) };
}

/**
 * Where the parser stops in a text that begins with a broken statement and goes on behind it; undefined when it finds
 * nothing wrong.
 */
export function parseOn(text: string): BrokenStatement | undefined {
  const result = tryParse(text, "1.1");
  return result instanceof ParseError ? { sound: false, offset: result.index, message: result.message } : undefined;
}

/**
 * The library gives up with other errors than its own on values that are too deep or too long for the stack; these are
 * left out, as it cannot be said that anything is wrong with them.
 */
function tryParse(text: string, tomlVersion: "1.0" | "1.1"): AST.TOMLProgram | ParseError | undefined {
  try {
    return parseTOML(text, { tomlVersion });
  } catch (error) {
    return error instanceof ParseError ? error : undefined;
  }
}

/** What TOML 1.1 brought: two escapes, times without seconds, trailing commas and line ends in inline tables. */
const mayBeVersion11 = /\\[ex]|\d\d:\d\d(?!:\d\d)|,[ \t]*\}|\{[\s\S]*[\r\n]/;

function findVersion11(text: string, line: string): Version11Syntax | undefined {
  if (!mayBeVersion11.test(text)) return undefined;
  const result = tryParse(line, "1.0");
  return result instanceof ParseError ? { offset: result.index, message: result.message } : undefined;
}

const rangeOf = ({ range: [start, end] }: AST.TOMLNode): OffsetRange => ({ start, end });

function keyPart(key: AST.TOMLBare | AST.TOMLQuoted): TomlKeyPart {
  const quoted = key.type === "TOMLQuoted";
  return { text: quoted ? key.value : key.name, range: rangeOf(key), quoted };
}

const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

/** Values nested deeper than this are left out. */
const maximumDepth = 200;

/** Undefined for a pair with a value that is nested too deeply. */
function toPair(node: AST.TOMLKeyValue, depth: number, oversized: OffsetRange[]): ParsedPair | undefined {
  const value = toValue(node.value, depth, oversized);
  return value && { kind: "pair", key: node.key.keys.map(keyPart), value, range: rangeOf(node) };
}

function toValue(node: AST.TOMLContentNode, depth: number, oversized: OffsetRange[]): ParsedValue | undefined {
  const range = rangeOf(node);
  if (depth > maximumDepth) return undefined;
  if (node.type === "TOMLArray") {
    const elements = allDefined(node.elements.map((element) => toValue(element, depth + 1, oversized)));
    return elements && { kind: "array", elements, range };
  }
  if (node.type === "TOMLInlineTable") {
    const pairs = allDefined(node.body.map((pair) => toPair(pair, depth + 1, oversized)));
    return pairs && { kind: "inline", pairs, range };
  }
  switch (node.kind) {
    case "string":
      return { kind: "string", value: node.value, range };
    case "integer":
      if (node.bigint < smallest || node.bigint > largest) oversized.push(range);
      return { kind: "integer", value: node.bigint, range };
    case "float":
      return { kind: "float", value: node.value, range };
    case "boolean":
      return { kind: "boolean", value: node.value, range };
    default:
      return { kind: "datetime", value: node.datetime, range };
  }
}

function allDefined<T>(list: readonly (T | undefined)[]): readonly T[] | undefined {
  const defined = list.filter((one): one is T & {} => one !== undefined && one !== null);
  return defined.length === list.length ? defined : undefined;
}
