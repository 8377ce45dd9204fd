import type { OffsetRange, TextEdit } from "../../text/range.ts";
import type { TomlDocument, TomlEntry, TomlStatement, TomlTable } from "../../toml/document.ts";
import { type ExporterSetting, exporterPairs, inlineTable } from "./exporterSetting.ts";

/** How an exporter gets into a config.toml. */
export type ExporterEdit =
  /** The file has errors; nothing may be added before they are mended. */
  | { readonly kind: "broken" }
  /** The exporter already is this one. */
  | { readonly kind: "unchanged"; readonly range: OffsetRange }
  /** The file sets another exporter at `existing`; `edits` would replace it. */
  | { readonly kind: "replace"; readonly existing: OffsetRange; readonly edits: readonly TextEdit[] }
  | { readonly kind: "insert"; readonly edits: readonly TextEdit[] };

/**
 * Plans the smallest edits that set `otel.exporter`, whichever of TOML's forms the file uses for `[otel]`. Comments and
 * everything else stay as they are. The edits don't overlap and are in order.
 */
export function planExporterEdit(document: TomlDocument, exporter: ExporterSetting): ExporterEdit {
  const otel = document.root.entries.get("otel")?.value;
  if (document.errors.length > 0 || (otel !== undefined && otel.kind !== "table")) return { kind: "broken" };
  const existing = otel?.entries.get("exporter");
  if (existing !== undefined) return planReplacement(document, existing, exporter);
  return { kind: "insert", edits: [insertExporter(document, otel, inlineTable(exporter))] };
}

/** Adds `exporter = VALUE` to `[otel]`, or to a new one. */
export function insertExporter(document: TomlDocument, otel: TomlTable | undefined, value: string): TextEdit {
  return (otel && insertInside(document, otel, value)) ?? append(document.text, value);
}

function insertInside({ text, statements }: TomlDocument, otel: TomlTable, value: string): TextEdit | undefined {
  const newline = newlineOf(text);
  const line = `exporter = ${value}`;
  if (otel.form === "inline") {
    const end = otel.range.end - 1;
    const body = text.slice(otel.range.start + 1, end);
    const start = end - (body.length - body.trimEnd().length);
    const glue = body.trim() === "" || body.trimEnd().endsWith(",") ? " " : ", ";
    return { range: { start, end }, newText: `${glue}${line} ` };
  }
  const header = statements.find((s) => s.kind === "header" && names(s).join(".") === "otel");
  const dotted = statements.filter((s) => s.kind === "pair" && s.table.length === 0 && names(s)[0] === "otel").at(-1);
  if (header !== undefined) return insertAfter(text, header, `${newline}${line}`);
  return dotted === undefined ? undefined : insertAfter(text, dotted, `${newline}otel.${line}`);
}

function planReplacement(document: TomlDocument, existing: TomlEntry, exporter: ExporterSetting): ExporterEdit {
  const { text } = document;
  if (existing.value.kind !== "table" || existing.value.form === "inline") {
    const { range } = existing.value;
    const value = inlineTable(exporter);
    return withoutSpace(text.slice(range.start, range.end)) === withoutSpace(value)
      ? { kind: "unchanged", range }
      : { kind: "replace", existing: range, edits: [{ range, newText: value }] };
  }
  const own = exporterStatements(document);
  const [first, ...others] = own;
  if (first === undefined) return { kind: "broken" };
  const newline = newlineOf(text);
  const newText =
    first.kind === "header"
      ? [`[otel.exporter.${exporter.variant}]`, ...exporterPairs(exporter)].join(newline)
      : `${first.table.length === 0 ? "otel." : ""}exporter = ${inlineTable(exporter)}`;
  if (withoutSpace(own.map(({ range }) => text.slice(range.start, range.end)).join("")) === withoutSpace(newText)) {
    return { kind: "unchanged", range: first.range };
  }
  const removals = others.map(({ range }) => ({ range: wholeLines(text, range), newText: "" }));
  return { kind: "replace", existing: first.range, edits: [{ range: first.range, newText }, ...removals] };
}

/** The statements of which an exporter consists that is no inline table. */
export function exporterStatements({ statements }: TomlDocument): readonly TomlStatement[] {
  return statements.filter((s) => {
    const path = s.kind === "header" ? s.table : s.kind === "pair" ? [...s.table, ...names(s)] : [];
    return path[0] === "otel" && path[1] === "exporter";
  });
}

const names = (statement: TomlStatement): readonly string[] => statement.key.map((part) => part.text);

const withoutSpace = (text: string): string => text.replaceAll(/\s/g, "");

const newlineOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

function insertAfter(text: string, statement: TomlStatement, newText: string): TextEdit {
  const at = lineEnd(text, statement.range.end);
  return { range: { start: at, end: at }, newText };
}

function append(text: string, value: string): TextEdit {
  const newline = newlineOf(text);
  const block = `[otel]${newline}exporter = ${value}${newline}`;
  const gap = text.trim() === "" ? "" : text.endsWith("\n") ? newline : `${newline}${newline}`;
  return { range: { start: text.length, end: text.length }, newText: `${gap}${block}` };
}

/** The end of the line that holds `offset`, before its line break. */
function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset - (text[offset - 2] === "\r" ? 2 : 1);
  const at = text.indexOf("\n", offset);
  if (at < 0) return text.length;
  return text[at - 1] === "\r" ? at - 1 : at;
}

/** The whole lines of a statement with the last line break. */
export function wholeLines(text: string, range: OffsetRange): OffsetRange {
  const start = text.lastIndexOf("\n", range.start - 1) + 1;
  const at = text[range.end - 1] === "\n" ? range.end - 1 : text.indexOf("\n", range.end);
  return { start, end: at < 0 ? text.length : at + 1 };
}
