import type { Fix } from "../../diagnostics/diagnostic.ts";
import { restated } from "../../diagnostics/keeping.ts";
import { entryAt, isHeader, textOf } from "../../toml/access.ts";
import type { TomlEntry, TomlTable, TomlValue } from "../../toml/document.ts";
import { fix, lineEndOf, quote, quoteKey, replace, statementAt, wholeLines } from "../../toml/edit/edits.ts";
import { dottedNameFix } from "../fixes/dottedName.ts";
import { type Header, headerTable, parseHeaderText } from "../fixes/headerText.ts";
import { amongHeadersFixes, isHeaderName } from "../fixes/misplacedFields.ts";
import { placeOf, type Reporter, stringOf } from "../reporter.ts";

/** Headers must be a table of strings. People write them in many other ways. `path` is that of the headers. */
export function checkHeaderTable(reporter: Reporter, entry: TomlEntry, path: readonly string[]): void {
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
    const fixes = () => deeperFixes(reporter, header, path) ?? valueFixes(reporter, header);
    reporter.report("otel/header-value-not-string", placeOf(header), message, fixes);
  }
}

/** `headers.headers` and `headers.tls` stand one table too deep. */
function deeperFixes(reporter: Reporter, header: TomlEntry, path: readonly string[]): readonly Fix[] | undefined {
  if (header.value.kind !== "table" || (header.name !== "headers" && header.name !== "tls")) return undefined;
  const outer = path.slice(0, -1);
  const exporter = entryAt(reporter.document.root, outer)?.value;
  return exporter?.kind === "table" ? amongHeadersFixes(reporter.document, exporter, outer, [header.name]) : undefined;
}

function valueFixes(reporter: Reporter, header: TomlEntry): readonly Fix[] {
  const { value } = header;
  if (value.kind === "table") return dottedNameFix(header);
  if (value.kind === "array") {
    const [only] = value.elements;
    if (only?.kind === "string" && value.elements.length === 1)
      return [fix("Remove the brackets", replace(value.range, reporter.text(only.range)))];
    const texts = value.elements.map(textOf);
    if (texts.length === 0 || texts.some((text) => text === undefined)) return [];
    return [fix("Write one value with commas", replace(value.range, quote(texts.join(", "))))];
  }
  const text = reporter.text(value.range);
  const plain = value.kind === "integer" ? text.replaceAll("_", "") : text;
  return [fix("Put the value in quotes", replace(value.range, quote(plain)))];
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
  const lists = alternating(value.elements) ?? value.elements.map(elementHeaders);
  return lists.length > 0 && lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

function elementHeaders(element: TomlValue): readonly Header[] | undefined {
  if (element.kind === "string") return parseHeaderText(String(element.value));
  if (element.kind === "array") return alternating(element.elements)?.flat();
  return element.kind === "table" ? headersOf(element) : undefined;
}

/** `["Authorization", "ApiKey x"]`: a name, its value, the next name. */
function alternating(elements: readonly TomlValue[]): readonly (readonly Header[])[] | undefined {
  const texts = elements.map(textOf);
  if (texts.length === 0 || texts.length % 2 !== 0 || texts.some((text) => text === undefined)) return undefined;
  const headers: Header[][] = [];
  for (let at = 0; at < texts.length; at += 2) {
    const [name = "", value = ""] = texts.slice(at, at + 2);
    if (!isHeaderName(name)) return undefined;
    headers.push([[name, value]]);
  }
  return headers;
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

/**
 * `[[….headers]]` tables become one `[….headers]` table: their headers lose brackets or go, or, where each table is one
 * header as `name` and `value`, all is written anew. That only where nothing else, such as a comment, stands in them.
 */
function tablesFix(reporter: Reporter, elements: readonly TomlValue[]): readonly Fix[] {
  const tables = elements.filter((element) => element.kind === "table");
  const joined = joinedTables(reporter, tables);
  if (joined) return joined;
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

/** Where the tables hold headers by their names, no two of them the same, and stand right below each other. */
function joinedTables({ document }: Reporter, tables: readonly TomlTable[]): readonly Fix[] | undefined {
  const names = tables.flatMap((table) => [...table.entries.keys()].map((name) => name.toLowerCase()));
  const pairs = ["name", "key", "value"].filter((name) => names.includes(name));
  if (pairs.length > 1 || new Set(names).size < names.length) return undefined;
  const headers = tables.map((table) => statementAt(document, table.range.start));
  const all = document.statements.filter(isHeader);
  const first = headers[0] === undefined ? -1 : all.indexOf(headers[0]);
  if (first < 0 || headers.some((header, order) => header !== all[first + order])) return undefined;
  const edits = headers.flatMap((header, order) => {
    if (!header) return [];
    const written = document.text.slice(header.range.start, header.range.end);
    if (order > 0) return [restated(replace(wholeLines(document.text, header.range), ""))];
    return [replace(header.range, written.replace("[[", "[").replace("]]", "]"))];
  });
  return [fix("Write single brackets", ...edits)];
}
