import type { LineIndex } from "../text/lineIndex.ts";
import type { OffsetRange } from "../text/range.ts";

/** One part of a key as written: `a`, `"a.b"`; `text` is the decoded name. */
export interface TomlKeyPart {
  readonly text: string;
  readonly range: OffsetRange;
  readonly quoted: boolean;
}

export type TomlScalarKind = "string" | "integer" | "float" | "boolean" | "datetime";

export interface TomlScalar {
  readonly kind: TomlScalarKind;
  /** Decoded: string, bigint, number, boolean; a date keeps its text. */
  readonly value: string | bigint | number | boolean;
  readonly range: OffsetRange;
}

export interface TomlArray {
  readonly kind: "array";
  readonly elements: readonly TomlValue[];
  readonly range: OffsetRange;
  /** True for `[[name]]`. */
  readonly ofTables: boolean;
}

export interface TomlTable {
  readonly kind: "table";
  /** How the table came to be: the file itself, `[a]`, `{…}`, a dotted key or as parent of a deeper header. */
  readonly form: "root" | "header" | "inline" | "dotted" | "implicit" | "array-element";
  readonly entries: ReadonlyMap<string, TomlEntry>;
  /** For `inline` the braces, for `header` the header line to the end of its last pair; else the first key that made it. */
  readonly range: OffsetRange;
}

export type TomlValue = TomlScalar | TomlArray | TomlTable;

export interface TomlEntry {
  readonly name: string;
  /** Every place where this name is written as a key part that leads to this value, in order. */
  readonly keys: readonly TomlKeyPart[];
  readonly value: TomlValue;
  /** The whole `key = value`, or the header line for a table made by a header. */
  readonly range: OffsetRange;
}

/** One statement of the line-oriented surface, found without parsing: also for text that is broken or half typed. */
export interface TomlStatement {
  readonly kind: "pair" | "header" | "array-header" | "comment" | "blank" | "broken";
  readonly range: OffsetRange;
  /** Key of a pair, or the path of a header, as far as it could be read. */
  readonly key: readonly TomlKeyPart[];
  /** Path of the table the statement stands in (for headers: the table it opens). */
  readonly table: readonly string[];
  /** From behind the `=` to the end of the statement; undefined when there is no `=`. */
  readonly value: OffsetRange | undefined;
}

export interface TomlSyntaxError {
  readonly range: OffsetRange;
  readonly message: string;
  /** The broken statement that was left out of the tree. */
  readonly statement: OffsetRange;
  /** It may be TOML, and is too much for the parser. */
  readonly isUnread?: true;
}

/** A parsed file. Never throws: broken statements are left out of `root` and reported in `errors`. */
export interface TomlDocument {
  readonly text: string;
  readonly lines: LineIndex;
  readonly root: TomlTable;
  readonly errors: readonly TomlSyntaxError[];
  readonly statements: readonly TomlStatement[];
  /** The one of `statements` that starts at an offset; quicker than a search in long files. */
  statementStartingAt(offset: number): TomlStatement | undefined;
  /** Integers of the tree that do not fit into 64 bits with sign, in the order of the text. */
  readonly oversizedIntegers: readonly OffsetRange[];
  /** The first place of the tree that TOML 1.0 refuses. */
  readonly version11: { readonly offset: number; readonly message: string } | undefined;
}
