import type { TomlEntry, TomlTable, TomlValue } from "../../toml/document.ts";
import type { Fix } from "../diagnostic.ts";
import { fix, lineEndOf, quote, quoteKey, replace, statementAt } from "../fixes/edits.ts";
import { type Header, headerTable, parseHeaderText } from "../fixes/headerText.ts";
import { placeOf, type Reporter, stringOf } from "../reporter.ts";
import { dottedNameFix } from "./structure.ts";

/** Headers must be a table of strings. People write them in many other ways. */
export function checkHeaderTable(reporter: Reporter, entry: TomlEntry): void {
  const { value } = entry;
  if (value.kind !== "table") {
    const message = 'headers must be a table such as { Authorization = "…" }. Codex does not start with this value.';
    const place = value.kind === "array" && value.ofTables ? value.range : placeOf(entry);
    reporter.report("otel/headers-not-table", place, message, notTableFixes(reporter, value));
    return;
  }
  for (const header of value.entries.values()) {
    if (stringOf(header.value) !== undefined) continue;
    const message = `The value of the header ${quoteKey(header.name)} must be a string. Codex does not start with this one.`;
    reporter.report("otel/header-value-not-string", placeOf(header), message, valueFixes(reporter, header));
  }
}

function valueFixes(reporter: Reporter, header: TomlEntry): readonly Fix[] {
  const { value } = header;
  if (value.kind === "table") return dottedNameFix(header);
  if (value.kind === "array") {
    const [only] = value.elements;
    return value.elements.length === 1 && only?.kind === "string"
      ? [fix("Remove the brackets", replace(value.range, reporter.text(only.range)))]
      : [];
  }
  return [fix("Put the value in quotes", replace(value.range, quote(reporter.text(value.range))))];
}

function notTableFixes(reporter: Reporter, value: TomlValue): readonly Fix[] {
  if (value.kind === "array" && value.ofTables) return tablesFix(reporter, value.elements);
  const headers = headersIn(value);
  return headers ? [fix("Write the headers as a table", replace(value.range, headerTable(headers)))] : [];
}

/** The headers that a text, a list of texts, or a list of tables means; undefined when it can't be known. */
function headersIn(value: TomlValue): readonly Header[] | undefined {
  if (value.kind === "string") return parseHeaderText(String(value.value));
  if (value.kind !== "array") return undefined;
  const lists = value.elements.map((element) =>
    element.kind === "string"
      ? parseHeaderText(String(element.value))
      : element.kind === "table"
        ? headersOf(element)
        : undefined,
  );
  return lists.length > 0 && lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

/** A table is one header as `name` and `value` (or `key` and `value`), or headers by their names. */
function headersOf(table: TomlTable): readonly Header[] | undefined {
  const text = (name: string) => stringOf(table.entries.get(name)?.value);
  const name = text("name") ?? text("key");
  const value = text("value");
  if (name !== undefined && value !== undefined && table.entries.size === 2) return [[name, value]];
  const headers = [...table.entries.values()].map((entry) => [entry.name, stringOf(entry.value)] as const);
  return headers.every((header): header is Header => header[1] !== undefined) ? headers : undefined;
}

/** `[[….headers]]` tables become one `[….headers]` table. Only where nothing else, such as a comment, stands in them. */
function tablesFix(reporter: Reporter, elements: readonly TomlValue[]): readonly Fix[] {
  const tables = elements.filter((element) => element.kind === "table");
  const lists = tables.map(headersOf);
  const [first] = tables;
  const last = tables.at(-1);
  if (!first || !last || lists.some((list) => list === undefined)) return [];
  const { document } = reporter;
  const range = { start: first.range.start, end: last.range.end };
  const between = document.statements.filter(({ range: { start } }) => start >= range.start && start < range.end);
  if (between.some(({ kind }) => kind === "comment" || kind === "header")) return [];
  const header = statementAt(document, first.range.start);
  if (!header) return [];
  const lines = [
    reporter.text(header.range).replace("[[", "[").replace("]]", "]"),
    ...lists.flatMap((list) => (list ?? []).map(([name, value]) => `${quoteKey(name)} = ${quote(value)}`)),
  ];
  return [fix("Write the headers as one table", replace(range, lines.join(lineEndOf(document.text))))];
}
