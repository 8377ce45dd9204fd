import { applyEdits } from "../../diagnostics/applyFixes.ts";
import { escapeControlCharacters } from "../../text/escapeControl.ts";
import type { TextEdit } from "../../text/range.ts";
import type { TomlDocument } from "../../toml/document.ts";
import { parseToml } from "../../toml/parseToml.ts";
import { withoutKeys } from "./withoutKeys.ts";

/** Lines that take the place of others. Numbers count from 0. */
interface Change {
  readonly before: { readonly start: number; readonly count: number };
  readonly after: { readonly start: number; readonly count: number };
}

/**
 * What edits change in a config.toml, as `diff -U0` shows it, but for keys and other values that are nobody's business, which
 * are hidden, and for what a terminal would obey.
 */
export function shownDifference(document: TomlDocument, edits: readonly TextEdit[], name: string): string {
  const after = applyEdits(document.text, edits);
  const shownBefore = linesOf(withoutKeys(document));
  const shownAfter = linesOf(withoutKeys(parseToml(after)));
  const title = escapeControlCharacters(name);
  const rows = changesOf(document.text, edits).flatMap((change) => [
    `@@ -${place(change.before)} +${place(change.after)} @@`,
    ...shownLines("-", shownBefore, change.before),
    ...shownLines("+", shownAfter, change.after),
  ]);
  return [`--- ${title}`, `+++ ${title}`, ...rows, ""].join("\n");
}

/** As diff counts lines: of none, the one before them is named. */
const place = ({ start, count }: Change["before"]): string =>
  count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`;

function shownLines(mark: "-" | "+", lines: readonly string[], { start, count }: Change["before"]): readonly string[] {
  return lines
    .slice(start, start + count)
    .flatMap((line) => [
      `${mark}${escapeControlCharacters(line.replace(/\r?\n$/, ""))}`,
      ...(line.endsWith("\n") ? [] : ["\\ No newline at end of file"]),
    ]);
}

/** Lines with their line feeds; none of an empty text. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function changesOf(text: string, edits: readonly TextEdit[]): readonly Change[] {
  const changes: Change[] = [];
  let grown = 0;
  let counted = { offset: 0, lines: 0 };
  for (const { start, end, within } of stretchesOf(text, edits)) {
    const removed = linesOf(text.slice(start, end));
    const added = linesOf(applyEdits(text.slice(start, end), within));
    const most = Math.min(removed.length, added.length);
    let same = 0;
    while (same < most && removed[same] === added[same]) same++;
    let sameAtEnd = 0;
    while (sameAtEnd < most - same && removed.at(-1 - sameAtEnd) === added.at(-1 - sameAtEnd)) sameAtEnd++;
    counted = { offset: start, lines: counted.lines + linesOf(text.slice(counted.offset, start)).length };
    const first = counted.lines + same;
    changes.push({
      before: { start: first, count: removed.length - same - sameAtEnd },
      after: { start: first + grown, count: added.length - same - sameAtEnd },
    });
    grown += added.length - removed.length;
  }
  return changes;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  /** The edits in it, counted from its start. */
  readonly within: readonly TextEdit[];
}

/** Whole lines in which something changes; those that touch are one. */
function stretchesOf(text: string, edits: readonly TextEdit[]): readonly Stretch[] {
  const stretches: { start: number; end: number; edits: TextEdit[] }[] = [];
  for (const edit of [...edits].sort((left, right) => left.range.start - right.range.start)) {
    const last = stretches.at(-1);
    // thousands of edits may be in one long line
    if (last !== undefined && edit.range.start >= last.start && edit.range.end < last.end) {
      last.edits.push(edit);
      continue;
    }
    const start = text.lastIndexOf("\n", edit.range.start - 1) + 1;
    const isWhole = edit.range.end > start && text[edit.range.end - 1] === "\n";
    const lineEnd = text.indexOf("\n", edit.range.end);
    const end = isWhole ? edit.range.end : lineEnd < 0 ? text.length : lineEnd + 1;
    if (last !== undefined && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else stretches.push({ start, end, edits: [edit] });
  }
  return stretches.map(({ start, end, edits: own }) => ({
    ...{ start, end },
    within: own.map(({ range, newText }) => ({
      range: { start: range.start - start, end: range.end - start },
      newText,
    })),
  }));
}
