import type { OffsetRange } from "../text/range.ts";
import type { TomlEntry, TomlStatement, TomlTable, TomlValue } from "./document.ts";

/** Where the name of an entry is first written. */
export function keyOf(entry: TomlEntry): OffsetRange {
  return entry.keys[0]?.range ?? entry.range;
}

/** Where the name of an entry is last written. */
export function lastKeyOf(entry: TomlEntry): OffsetRange {
  return entry.keys.at(-1)?.range ?? entry.range;
}

/** The table that an entry is, if it is one. */
export function tableOf(entry: TomlEntry | undefined): TomlTable | undefined {
  return entry?.value.kind === "table" ? entry.value : undefined;
}

/** The value of a key. */
export function childOf(table: TomlTable | undefined, key: string): TomlValue | undefined {
  return table?.entries.get(key)?.value;
}

/** The entry that a path leads to, through tables alone. */
export function entryAt(table: TomlTable | undefined, path: readonly string[]): TomlEntry | undefined {
  return tableAt(table, path.slice(0, -1))?.entries.get(path.at(-1) ?? "");
}

/** The table that a path leads to, through tables alone; without a path the table itself. */
export function tableAt(table: TomlTable | undefined, path: readonly string[]): TomlTable | undefined {
  let inner = table;
  for (const name of path) inner = tableOf(inner?.entries.get(name));
  return inner;
}

/** The entries of a table; none of what is no table. */
export function entriesIn(value: TomlValue | undefined): readonly TomlEntry[] {
  return value?.kind === "table" ? [...value.entries.values()] : [];
}

/** The elements of an array; none of what is no array. */
export function elementsIn(value: TomlValue | undefined): readonly TomlValue[] {
  return value?.kind === "array" ? value.elements : [];
}

/** The tables of a table: those of `[destinations.*]` with their names. */
export function tablesIn(value: TomlValue | undefined): readonly { entry: TomlEntry; table: TomlTable }[] {
  return entriesIn(value).flatMap((entry) => (entry.value.kind === "table" ? [{ entry, table: entry.value }] : []));
}

/** The tables of a list, such as `[[detections]]`. */
export function tableElements(value: TomlValue | undefined): readonly TomlTable[] {
  return elementsIn(value).filter((element) => element.kind === "table");
}

/** The text of a string, if it is one. */
export function textOf(value: TomlValue | undefined): string | undefined {
  return value?.kind === "string" && typeof value.value === "string" ? value.value : undefined;
}

/** A string with its place. */
export interface WrittenText {
  readonly text: string;
  readonly range: OffsetRange;
}

/** The strings of a list; one alone counts as a list of one, what is no string is passed over. */
export function writtenTexts(value: TomlValue | undefined): readonly WrittenText[] {
  const values = value?.kind === "array" ? value.elements : [value];
  return values.flatMap((one) => {
    const text = textOf(one);
    return one === undefined || text === undefined ? [] : [{ text, range: one.range }];
  });
}

/** Whether a statement opens a table. */
export function isHeader({ kind }: Pick<TomlStatement, "kind">): boolean {
  return kind === "header" || kind === "array-header";
}

/** Whether a path leads below a table, or to it. */
export function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length <= path.length && prefix.every((name, index) => path[index] === name);
}
