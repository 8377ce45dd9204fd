import type { OffsetRange, TextEdit } from "../../text/range.ts";
import type { TomlDocument, TomlTable, TomlValue } from "../../toml/document.ts";
import { exporterStatements, insertExporter, wholeLines } from "./exporterEdit.ts";

/** What a config.toml was before and after its exporter was set. */
export interface ExporterChange {
  readonly before: TomlDocument;
  readonly after: TomlDocument;
}

/** How a config.toml gets back the exporter it had. */
export type ExporterRestore =
  /** The file has errors; nothing may be changed before they are mended. */
  | { readonly kind: "broken" }
  /** The exporter is no longer the one that was set: somebody has changed it since. */
  | { readonly kind: "changed" }
  | { readonly kind: "restore"; readonly edits: readonly TextEdit[] };

/**
 * Plans the edits that undo a change of the exporter. A file that is still as it was left becomes what it was, byte for
 * byte. In one that was changed elsewhere in the meantime, also by Codex, which writes it anew in another form, only the
 * exporter changes.
 */
export function planExporterRestore(now: TomlDocument, { before, after }: ExporterChange): ExporterRestore {
  if (now.text === after.text) return { kind: "restore", edits: [middleOf(now.text, before.text)] };
  const otel = tableAt(now.root, "otel");
  if (now.errors.length > 0 || (now.root.entries.has("otel") && otel === undefined)) return { kind: "broken" };
  const entry = otel?.entries.get("exporter");
  const exporter = entry?.value;
  if (entry === undefined || exporter === undefined || meaning(now, exporter) !== meaningOfExporter(after))
    return { kind: "changed" };
  const original = tableAt(before.root, "otel")?.entries.get("exporter")?.value;
  const value = original && inlineText(before.text, original);
  if (exporter.kind !== "table" || exporter.form === "inline") {
    if (value !== undefined) return { kind: "restore", edits: [{ range: exporter.range, newText: value }] };
    const pair = now.statements.find(
      ({ kind, range }) => kind === "pair" && range.start <= exporter.range.start && exporter.range.end <= range.end,
    );
    // a pair of its own, not one inside of `otel = { … }`
    if (pair !== undefined && pair.key.at(-1)?.text === "exporter")
      return { kind: "restore", edits: removals(now, before, [pair.range]) };
    return { kind: "restore", edits: [withoutPart(now.text, entry.range)] };
  }
  const own = exporterStatements(now);
  const ranges = own.map(({ range }) => range);
  if (value === undefined) return { kind: "restore", edits: removals(now, before, ranges) };
  const [first, ...others] = own;
  if (first?.kind === "pair") {
    const newText = `${first.table.length === 0 ? "otel." : ""}exporter = ${value}`;
    const removed = withoutLines(now, others);
    return { kind: "restore", edits: [{ range: first.range, newText }, ...removed] };
  }
  return { kind: "restore", edits: inOrder([...withoutLines(now, own), insertExporter(now, otel, value)]) };
}

const tableAt = (table: TomlTable | undefined, name: string): TomlTable | undefined => {
  const value = table?.entries.get(name)?.value;
  return value?.kind === "table" ? value : undefined;
};

/** The one edit that makes `to` of `from`. */
function middleOf(from: string, to: string): TextEdit {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start++;
  let same = 0;
  while (same < shorter - start && from[from.length - 1 - same] === to[to.length - 1 - same]) same++;
  return { range: { start, end: from.length - same }, newText: to.slice(start, to.length - same) };
}

/** The same for values that Codex reads as the same, in whichever form they are written. */
const meaning = (document: TomlDocument, value: TomlValue): string => {
  if (value.kind !== "table") return document.text.slice(value.range.start, value.range.end).replaceAll("'", '"');
  const entries = [...value.entries.values()].map((entry) => [entry.name, meaning(document, entry.value)]);
  return JSON.stringify(entries.sort(([left = ""], [right = ""]) => (left < right ? -1 : 1)));
};

function meaningOfExporter(document: TomlDocument): string | undefined {
  const value = tableAt(document.root, "otel")?.entries.get("exporter")?.value;
  return value && meaning(document, value);
}

/** A value in one line, its parts as they were written. */
function inlineText(text: string, value: TomlValue): string {
  if (value.kind !== "table" || value.form === "inline") return text.slice(value.range.start, value.range.end);
  const pairs = [...value.entries.values()].map(
    ({ name, value: part }) => `${/^[\w-]+$/.test(name) ? name : JSON.stringify(name)} = ${inlineText(text, part)}`,
  );
  return `{ ${pairs.join(", ")} }`;
}

/** Removes a pair of an inline table, with the comma before or behind it. */
function withoutPart(text: string, { start, end }: OffsetRange): TextEdit {
  const before = text.slice(0, start).trimEnd();
  if (before.endsWith(",")) return { range: { start: before.length - 1, end }, newText: "" };
  const comma = /^\s*,\s*/.exec(text.slice(end))?.[0].length ?? 0;
  return { range: { start, end: end + comma }, newText: "" };
}

const withoutLines = (now: TomlDocument, statements: readonly { readonly range: OffsetRange }[]): readonly TextEdit[] =>
  statements.map(({ range }) => ({ range: wholeLines(now.text, range), newText: "" }));

/** Removes statements, and the head of an `[otel]` that is empty then and was not there before. */
function removals(now: TomlDocument, before: TomlDocument, own: readonly OffsetRange[]): readonly TextEdit[] {
  const isOwn = (range: OffsetRange) => own.some(({ start }) => start === range.start);
  const header = now.statements.find(
    ({ kind, key }) => kind === "header" && key.length === 1 && key[0]?.text === "otel",
  );
  const rest = now.statements.filter(
    ({ kind, table, range }) => kind === "pair" && table[0] === "otel" && !isOwn(range),
  );
  const isOurs = header !== undefined && rest.length === 0 && !before.root.entries.has("otel");
  return inOrder(withoutLines(now, [...own.map((range) => ({ range })), ...(isOurs ? [header] : [])]));
}

const inOrder = (edits: readonly TextEdit[]): readonly TextEdit[] =>
  [...edits].sort((left, right) => left.range.start - right.range.start);
