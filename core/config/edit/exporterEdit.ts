import { applyEdits } from "../../diagnostics/applyFixes.ts";
import type { OffsetRange, TextEdit } from "../../text/range.ts";
import type { TomlDocument, TomlEntry, TomlTable } from "../../toml/document.ts";
import { addPair, insert, lineEndOf, remove, removePair, replace, wholeLines } from "../../toml/edit/edits.ts";
import { parseToml, reparseToml } from "../../toml/parseToml.ts";
import { type ExporterSetting, exporterPairs, inlineTable } from "./exporterSetting.ts";
import { exporterMeaning, exporterStatements, logsExporter, meaningOfRest, otelTable } from "./logsExporter.ts";

/** How an exporter gets into a config.toml. */
export type ExporterEdit =
  /** The file has errors; nothing may be added before they are fixed. */
  | { readonly kind: "broken" }
  /** What stands at `existing` has a form that Codex does not read, and that only a person can change. */
  | { readonly kind: "irreplaceable"; readonly existing: OffsetRange }
  /** The exporter already is this one. */
  | { readonly kind: "unchanged"; readonly range: OffsetRange }
  /** The file sets another exporter at `existing`; `edits` would replace it. */
  | { readonly kind: "replace"; readonly existing: OffsetRange; readonly edits: readonly TextEdit[] }
  | { readonly kind: "insert"; readonly edits: readonly TextEdit[] };

/**
 * Plans the smallest edits that set `otel.exporter`, whichever of TOML's forms the file uses for `[otel]`. Comments and
 * everything else stay as they are: edits that would change what anything else means are not given. The edits don't overlap
 * and are in order.
 */
export function planExporterEdit(document: TomlDocument, exporter: ExporterSetting): ExporterEdit {
  const otel = otelTable(document);
  if (document.errors.length > 0 || (otel === undefined && document.root.entries.has("otel")))
    return { kind: "broken" };
  const entry = logsExporter(document);
  const existing = entry === undefined ? (otel?.range ?? { start: 0, end: 0 }) : placeOfExporter(document, entry);
  const inline = inlineTable(exporter);
  const wanted = exporterMeaning(parseToml(`otel.exporter = ${inline}`));
  if (exporterMeaning(document) === wanted) return { kind: "unchanged", range: existing };
  const edits =
    entry === undefined ? [insertExporter(document, otel, inline)] : replaceExporter(document, entry, exporter);
  const after = reparseToml(document, applyEdits(document.text, edits));
  const isRight =
    after.errors.length === 0 && exporterMeaning(after) === wanted && meaningOfRest(after) === meaningOfRest(document);
  if (!isRight) return { kind: "irreplaceable", existing };
  return entry === undefined ? { kind: "insert", edits } : { kind: "replace", existing, edits };
}

/** Adds `exporter = VALUE` to `[otel]`, or to a new one at the end of the file. */
export function insertExporter(document: TomlDocument, otel: TomlTable | undefined, value: string): TextEdit {
  const { text } = document;
  const pair = `exporter = ${value}`;
  if (otel !== undefined && otel.form !== "implicit") {
    const { range, newText } = addPair(document, otel, ["otel"], pair);
    return { range, newText };
  }
  const lineEnd = lineEndOf(text);
  const gap = text.trim() === "" ? "" : text.endsWith("\n") ? lineEnd : `${lineEnd}${lineEnd}`;
  return insert(text.length, `${gap}[otel]${lineEnd}${pair}${lineEnd}`);
}

/** Where the exporter begins, to be shown. */
function placeOfExporter(document: TomlDocument, { value }: TomlEntry): OffsetRange {
  if (value.kind !== "table" || value.form === "inline") return value.range;
  return exporterStatements(document)[0]?.range ?? value.range;
}

function replaceExporter(document: TomlDocument, entry: TomlEntry, exporter: ExporterSetting): readonly TextEdit[] {
  const { value } = entry;
  const inline = inlineTable(exporter);
  if (value.kind !== "table" || value.form === "inline") return [replace(value.range, inline)];
  const [first, ...others] = exporterStatements(document);
  if (first === undefined) return replaceDottedPairs(document, value, `exporter = ${inline}`);
  const newText =
    first.kind === "header"
      ? [`[otel.exporter.${exporter.variant}]`, ...exporterPairs(exporter)].join(lineEndOf(document.text))
      : `${first.table.length === 0 ? "otel." : ""}exporter = ${inline}`;
  const removals = others.map(({ range }) => remove(wholeLines(document.text, range)));
  return [replace(first.range, newText), ...removals];
}

/** In `otel = { exporter.… = … }` there are no statements, but pairs with commas between them. */
function replaceDottedPairs(document: TomlDocument, table: TomlTable, pair: string): readonly TextEdit[] {
  const [first, ...others] = writtenPairs(table);
  if (first === undefined) return [];
  return [replace(first, pair), ...others.map((range) => removeBehindComma(document, range))];
}

/** Takes a pair out that is not the first one in its inline table. */
export function removeBehindComma(document: TomlDocument, range: OffsetRange): TextEdit {
  let start = range.start;
  while (/\s/.test(document.text[start - 1] ?? "")) start--;
  return document.text[start - 1] === "," ? remove({ start: start - 1, end: range.end }) : removePair(document, range);
}

/** The pairs that make a table by their dotted keys, in order. */
export function writtenPairs({ entries }: TomlTable): readonly OffsetRange[] {
  const pairs = [...entries.values()].flatMap(({ value, range }) =>
    value.kind === "table" && value.form === "dotted" ? writtenPairs(value) : [range],
  );
  return [...pairs].sort((left, right) => left.start - right.start);
}
