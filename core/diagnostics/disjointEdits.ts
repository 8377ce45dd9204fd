import type { OffsetRange, TextEdit } from "../text/range.ts";

/**
 * The edits of one fix without those of what another one takes out: editors refuse edits that overlap. Of two removals of
 * the same text the first stays; what is inserted at the edge of a removal stays too.
 */
export function disjointEdits<T extends TextEdit>(edits: readonly T[]): readonly T[] {
  if (edits.length < 2) return edits;
  const removals = edits.filter(({ newText, range }) => newText === "" && range.end > range.start);
  if (removals.length === 0) return edits;
  const taken = new Removals(removals);
  return edits.filter((edit) => !taken.takeOut(edit));
}

class Removals {
  /** By where they begin. */
  readonly #ordered: readonly OffsetRange[];
  /** For each of them how far it and those before it reach. */
  readonly #reach: readonly number[];
  readonly #first = new Map<string, TextEdit>();

  constructor(removals: readonly TextEdit[]) {
    for (const removal of removals)
      if (!this.#first.has(keyOf(removal.range))) this.#first.set(keyOf(removal.range), removal);
    this.#ordered = removals.map(({ range }) => range).sort((left, right) => left.start - right.start);
    let reach = 0;
    this.#reach = this.#ordered.map(({ end }) => {
      reach = Math.max(reach, end);
      return reach;
    });
  }

  takeOut(edit: TextEdit): boolean {
    const { start, end } = edit.range;
    const before = this.#reachOf(start - 1);
    if (start === end) return before > end;
    const same = this.#first.get(keyOf(edit.range));
    return (same !== undefined && same !== edit) || before >= end || this.#reachOf(start) > end;
  }

  /** How far the removals reach that begin at an offset or before it. */
  #reachOf(offset: number): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ordered[middle] as OffsetRange).start <= offset) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? -1 : (this.#reach[low - 1] ?? -1);
  }
}

const keyOf = ({ start, end }: OffsetRange) => `${start}:${end}`;
