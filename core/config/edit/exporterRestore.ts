import { applyEdits } from "../../diagnostics/applyFixes.ts";
import type { OffsetRange, TextEdit } from "../../text/range.ts";
import type { TomlDocument, TomlValue } from "../../toml/document.ts";
import { lineEndOf, quoteKey, remove, removePair, replace, smallestEdit, wholeLines } from "../../toml/edit/edits.ts";
import { parseToml, reparseToml } from "../../toml/parseToml.ts";
import { insertExporter, removeBehindComma, writtenPairs } from "./exporterEdit.ts";
import { exporterMeaning, exporterStatements, logsExporter, meaningOfRest, otelTable } from "./logsExporter.ts";

/** Texts of a config.toml before and after its exporter was set. */
export interface ExporterChange {
  readonly before: string;
  readonly after: string;
}

/** How a config.toml gets back the exporter it had. */
export type ExporterRestore =
  /** The file has errors; nothing may be changed before they are fixed. */
  | { readonly kind: "broken" }
  /** The exporter is no longer the one that was set: somebody has changed it since. */
  | { readonly kind: "changed" }
  /** The edits don't overlap and are in order. */
  | { readonly kind: "restore"; readonly edits: readonly TextEdit[] };

/**
 * Plans the edits that undo a change of the exporter. A file that is still as it was left becomes what it was, byte for
 * byte. In one that was changed elsewhere in the meantime, the lines of the exporter become what they were, comments
 * included; in one that was written anew in another form, as Codex does it, what the exporter means. Nothing else changes.
 */
export function planExporterRestore(now: TomlDocument, change: ExporterChange): ExporterRestore {
  if (now.text === change.after) return { kind: "restore", edits: [smallestEdit(0, now.text, change.before)] };
  const before = parseToml(change.before);
  if (now.errors.length > 0 || (now.root.entries.has("otel") && otelTable(now) === undefined))
    return { kind: "broken" };
  const current = exporterMeaning(now);
  if (current === undefined || current !== exporterMeaning(parseToml(change.after))) return { kind: "changed" };
  for (const plan of [restoreLines, restoreMeaning]) {
    const edits = plan(now, before, change);
    if (edits !== undefined && restores(now, before, edits)) return { kind: "restore", edits };
  }
  return { kind: "changed" };
}

/**
 * What is to be remembered when an exporter is set in a file whose last change, `known`, was not restored: what the file was
 * before that one, whatever else was changed in between.
 */
export function joinedChange(known: ExporterChange | undefined, change: ExporterChange): ExporterChange {
  if (known === undefined) return change;
  const plan = planExporterRestore(parseToml(change.before), known);
  if (plan.kind !== "restore") return change;
  return { before: applyEdits(change.before, plan.edits), after: change.after };
}

/** Whether edits give the exporter back and leave everything else what it means. */
function restores(now: TomlDocument, before: TomlDocument, edits: readonly TextEdit[]): boolean {
  const after = reparseToml(now, applyEdits(now.text, edits));
  return (
    after.errors.length === 0 &&
    exporterMeaning(after) === exporterMeaning(before) &&
    meaningOfRest(after) === meaningOfRest(now)
  );
}

/** The lines that were changed, where they stand once in the file as they were left. */
function restoreLines(
  { text }: TomlDocument,
  _before: TomlDocument,
  { before, after }: ExporterChange,
): readonly TextEdit[] | undefined {
  const { range, newText } = smallestEdit(0, after, before);
  const start = Math.max(after.lastIndexOf("\n", range.start - 1) + 1, Math.min(range.start, markLength(after)));
  const rest = toLineStart(after, before, range.end);
  const lines = after.slice(start, range.end + rest);
  const at = onlyPlaceOf(lines, text);
  if (at === undefined) return undefined;
  const end = at + lines.length;
  const restored = after.slice(start, range.start) + newText + after.slice(range.end, range.end + rest);
  const isOpen = lines.endsWith("\n") && restored !== "" && !restored.endsWith("\n") && end < text.length;
  return [replace({ start: at, end }, isOpen ? restored + lineEndOf(text) : restored)];
}

/** Of a byte order mark, which stands before the first line. */
const markLength = (text: string): number => (text.startsWith("\ufeff") ? 1 : 0);

/** How far it is from `end` of `after`, behind which both texts are the same, to where a line begins in both. */
function toLineStart(after: string, before: string, end: number): number {
  const isLineStart = (text: string, at: number) => at === 0 || text[at - 1] === "\n";
  if (isLineStart(after, end) && isLineStart(before, before.length - (after.length - end))) return 0;
  const lineEnd = after.indexOf("\n", end);
  return (lineEnd < 0 ? after.length : lineEnd + 1) - end;
}

/** Where whole lines stand in a text; undefined where they don't, or more than once. */
function onlyPlaceOf(lines: string, text: string): number | undefined {
  if (lines === "") return undefined;
  let found: number | undefined;
  for (let at = text.indexOf(lines); at >= 0; at = text.indexOf(lines, at + 1)) {
    const rest = lines.endsWith("\n") ? "" : text.slice(at + lines.length, at + lines.length + 2);
    if ((at > markLength(text) && text[at - 1] !== "\n") || !/^(?:$|\n|\r\n)/.test(rest)) continue;
    if (found !== undefined) return undefined;
    found = at;
  }
  return found;
}

/** The exporter in the form in which the file has one now. */
function restoreMeaning(now: TomlDocument, before: TomlDocument): readonly TextEdit[] | undefined {
  const entry = logsExporter(now);
  if (entry === undefined) return undefined;
  const { value: exporter, range } = entry;
  const original = logsExporter(before)?.value;
  const value = original && inlineText(before.text, original);
  const statements = exporterStatements(now);
  if (exporter.kind !== "table" || exporter.form === "inline") {
    if (value !== undefined) return [replace(exporter.range, value)];
    return statements.length > 0 ? removals(now, before, statements) : [removePair(now, range)];
  }
  const [first, ...others] = statements;
  if (first === undefined) {
    const [pair, ...pairs] = writtenPairs(exporter);
    if (pair === undefined) return undefined;
    const others = pairs.map((one) => removeBehindComma(now, one));
    if (value !== undefined) return [replace(pair, `exporter = ${value}`), ...others];
    const joined = parseToml(applyEdits(now.text, [replace(pair, "exporter = 0"), ...others]));
    const left = logsExporter(joined);
    return left && [smallestEdit(0, now.text, applyEdits(joined.text, [removePair(joined, left.range)]))];
  }
  if (value === undefined) return removals(now, before, statements);
  if (first.kind === "pair") {
    const newText = `${first.table.length === 0 ? "otel." : ""}exporter = ${value}`;
    return [replace(first.range, newText), ...withoutLines(now, others)];
  }
  return inOrder([...withoutLines(now, statements), insertExporter(now, otelTable(now), value)]);
}

/** A value in one line, its parts as they were written. */
function inlineText(text: string, value: TomlValue): string {
  if (value.kind !== "table" || value.form === "inline") return text.slice(value.range.start, value.range.end);
  const pairs = [...value.entries.values()].map(
    ({ name, value: part }) => `${quoteKey(name)} = ${inlineText(text, part)}`,
  );
  return `{ ${pairs.join(", ")} }`;
}

const withoutLines = (now: TomlDocument, statements: readonly { readonly range: OffsetRange }[]): readonly TextEdit[] =>
  statements.map(({ range }) => remove(wholeLines(now.text, range)));

/** Removes statements, and the head of an `[otel]` that is empty then and was not there before. */
function removals(
  now: TomlDocument,
  before: TomlDocument,
  own: readonly { readonly range: OffsetRange }[],
): readonly TextEdit[] {
  const isOwn = (range: OffsetRange) => own.some(({ range: { start } }) => start === range.start);
  const header = now.statements.find(
    ({ kind, key }) => kind === "header" && key.length === 1 && key[0]?.text === "otel",
  );
  const rest = now.statements.filter(
    ({ kind, table, range }) => kind === "pair" && table[0] === "otel" && !isOwn(range),
  );
  const isOurs = header !== undefined && rest.length === 0 && !before.root.entries.has("otel");
  return inOrder(withoutLines(now, [...own, ...(isOurs ? [header] : [])]));
}

const inOrder = (edits: readonly TextEdit[]): readonly TextEdit[] =>
  [...edits].sort((left, right) => left.range.start - right.range.start);
