import type { OffsetRange } from "../../../text/range.ts";
import type { TomlArray, TomlEntry, TomlTable, TomlValue } from "../../../toml/document.ts";

/**
 * A value of another document as one of this document, in which all of it stands at one place: what is wrong with it is told
 * there.
 */
export function placedAt(value: TomlTable, range: OffsetRange): TomlTable;
export function placedAt(value: TomlValue, range: OffsetRange): TomlValue;
export function placedAt(value: TomlValue, range: OffsetRange): TomlValue {
  const { kind } = value;
  switch (kind) {
    case "table": {
      const entries = [...value.entries].map(([name, entry]) => [name, placedEntry(entry, range)] as const);
      return { kind, form: value.form, entries: new Map(entries), range };
    }
    case "array": {
      const elements = value.elements.map((element) => placedAt(element, range));
      return { kind, elements, range, ofTables: value.ofTables };
    }
    case "string":
    case "integer":
    case "float":
    case "boolean":
    case "datetime":
      return { kind, value: value.value, range };
  }
}

function placedEntry({ name, keys, value }: TomlEntry, range: OffsetRange): TomlEntry {
  const placed = keys.map(({ text, quoted }) => ({ text, quoted, range }));
  return { name, keys: placed, value: placedAt(value, range), range };
}

/** The table with other entries. */
export function withEntries({ kind, form, range }: TomlTable, entries: Iterable<TomlEntry>): TomlTable {
  return { kind, form, range, entries: new Map([...entries].map((entry) => [entry.name, entry])) };
}

/** The list with other elements. */
export function withElements({ kind, range, ofTables }: TomlArray, elements: readonly TomlValue[]): TomlArray {
  return { kind, range, ofTables, elements };
}

/** The entry with another value. */
export function withValue({ name, keys, range }: TomlEntry, value: TomlValue): TomlEntry {
  return { name, keys, range, value };
}

/** The table without some of its entries. */
export function withoutEntries(table: TomlTable, isLeftOut: (name: string) => boolean): TomlTable {
  return withEntries(
    table,
    [...table.entries.values()].filter(({ name }) => !isLeftOut(name)),
  );
}

/** The table with each of its entries changed; none gets another name. */
export function mapEntries(table: TomlTable, change: (entry: TomlEntry) => TomlEntry): TomlTable {
  return withEntries(table, [...table.entries.values()].map(change));
}

/**
 * The entries of one table with those of another in their place, and its further ones behind them; `both` says what becomes of
 * those that both have. Form and place are those of the other.
 */
export function mergeTables(
  base: TomlTable,
  own: TomlTable,
  both: (base: TomlEntry, own: TomlEntry) => TomlEntry = (_, mine) => mine,
): TomlTable {
  const entries = new Map(base.entries);
  for (const [name, entry] of own.entries) {
    const known = base.entries.get(name);
    entries.set(name, known === undefined ? entry : both(known, entry));
  }
  return withEntries(own, entries.values());
}
