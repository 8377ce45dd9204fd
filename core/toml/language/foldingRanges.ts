import { isHeader } from "../access.ts";
import type { TomlSurface } from "./tomlSurface.ts";

/** Whole lines, zero-based and inclusive, that may be folded away behind the first of them. */
export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: "comment" | "region";
}

/** More are of no use: editors show 5,000 of a file. */
export const mostFoldingRanges = 10_000;

/** Tables, values over several lines, and comments of more than one line: the first of them, up to `mostFoldingRanges`. */
export function foldingRanges({ statements, lines }: TomlSurface): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const add = (startLine: number, endLine: number, kind: FoldingRange["kind"]) => {
    if (endLine > startLine) ranges.push({ startLine, endLine, kind });
  };
  let table: number | undefined;
  let comment: number | undefined;
  let lastPair = 0;
  let lastLine = 0;
  const endTable = () => {
    if (table !== undefined) add(table, lastPair, "region");
  };
  const endComment = () => {
    if (comment !== undefined) add(comment, lastLine, "comment");
    comment = undefined;
  };
  for (const { kind, range } of statements) {
    if (ranges.length >= mostFoldingRanges) return ranges;
    if (kind !== "comment") endComment();
    // what is looked up for a million empty lines takes time
    if (kind === "blank") continue;
    const start = lines.positionAt(range.start).line;
    const end = lines.positionAt(range.end).line;
    if (kind === "comment") {
      comment ??= start;
      lastLine = end;
      continue;
    }
    if (isHeader({ kind })) {
      endTable();
      table = start;
    } else add(start, end, "region");
    lastPair = end;
  }
  endComment();
  endTable();
  return ranges;
}
