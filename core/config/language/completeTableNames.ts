import { isHeader, startsWith } from "../../toml/access.ts";
import type { CompletionItem } from "../../toml/language/completionItem.ts";
import type { HeaderCursor } from "../../toml/language/cursor.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { namesBelow } from "../../toml/language/writtenNames.ts";
import type { Option } from "../options.ts";
import { describeOption } from "./describeOption.ts";
import { isTableType, namedOptions, otelOption } from "./optionPath.ts";

/** Names for `[…]`: the tables of telemetry that may still be opened. */
export function completeTableNames(document: TomlSurface, offset: number, cursor: HeaderCursor): CompletionItem[] {
  if (cursor.ofArray) return [];
  return tablesBelow(otelOption, [otelOption.name])
    .filter(({ path }) => mayOpen(document, offset, path))
    .map(({ path, option }, index) => ({
      label: path.join("."),
      kind: "table",
      documentation: describeOption(option),
      range: cursor.word,
      newText: path.join("."),
      snippet: false,
      sortText: String(index).padStart(2, "0"),
    }));
}

interface TablePath {
  readonly path: readonly string[];
  readonly option: Option;
}

/** All tables that can stand alone. An exporter itself holds nothing but its variant, so it is passed over. */
function tablesBelow(option: Option, path: readonly string[]): TablePath[] {
  const { type } = option;
  if (!isTableType(type) || (type.kind === "table" && type.options.length === 0)) return [];
  const inner = namedOptions(type).flatMap((child) => tablesBelow(child, [...path, child.name]));
  return type.kind === "exporter" ? inner : [{ path, option }, ...inner];
}

/** Not where the table is open already, or closed by being an inline table, a plain value or dotted keys. */
function mayOpen(document: TomlSurface, offset: number, path: readonly string[]): boolean {
  for (const { kind, table, key, range } of document.statements) {
    if (range.start <= offset && offset <= range.end) continue;
    if (isHeader({ kind })) {
      if (table.length === path.length && startsWith(table, path)) return false;
      continue;
    }
    const full = [...table, ...key.map(({ text }) => text)];
    if (key.length === 0) continue;
    if (startsWith(path, full)) return false;
    if (path.length > table.length && startsWith(full, path)) return false;
  }
  const [root, exporter, variant] = path;
  if (root === undefined || exporter === undefined || variant === undefined) return true;
  const variants = namesBelow(document, [root, exporter], offset);
  return variants.size === 0 || variants.has(variant);
}
