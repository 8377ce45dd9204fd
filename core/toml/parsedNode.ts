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

/** What one statement defines. All offsets count from the begin of its text. */
export type ParsedNode = ParsedPair | ParsedHeader;
