import type { TomlTable, TomlValue } from "./document.ts";

/**
 * The same text for values that every reader takes for the same, in whichever form they are written: the order of keys, the
 * kind of quotes and of tables do not count.
 */
export function meaningOf(value: TomlValue): string {
  if (value.kind === "table") return meaningOfTable(value);
  if (value.kind === "array") return `[${value.elements.map(meaningOf).join(",")}]`;
  return value.kind === "string" ? JSON.stringify(value.value) : `${value.kind} ${value.value}`;
}

/** The same of a table without some of its keys. */
export function meaningOfTable({ entries }: TomlTable, without: readonly string[] = []): string {
  const pairs = [...entries.values()]
    .filter(({ name }) => !without.includes(name))
    .map(({ name, value }) => `${JSON.stringify(name)}:${meaningOf(value)}`);
  return `{${pairs.sort().join(",")}}`;
}
