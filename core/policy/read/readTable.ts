import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { PolicyKey } from "../model/policyKeyTypes.ts";
import type { TomlReader } from "./tomlReader.ts";

/** The values of a table by its keys. Tells the reader of keys that are not among them, and of required ones that are missing. */
export function readTable(
  reader: TomlReader,
  table: TomlTable,
  keys: readonly PolicyKey[],
): (key: string) => TomlValue | undefined {
  reader.allowKeys(
    table,
    keys.map(({ name }) => name),
  );
  for (const { name, required } of keys) if (required) reader.required(table, name);
  return (key) => table.entries.get(key)?.value;
}
