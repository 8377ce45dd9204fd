/** A stretch of time, in milliseconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Puts stretches into rows so that those of one row don't overlap, as few rows as can be, at most `most`: what finds no
 * free row goes into the last. Expects them in the order of their beginning, answers the row of each.
 */
export function packRows(stretches: readonly Stretch[], most: number): readonly number[] {
  const ends: number[] = [];
  return stretches.map(({ start, end }) => {
    const free = ends.findIndex((last) => last <= start);
    const row = free >= 0 ? free : Math.min(ends.length, most - 1);
    ends[row] = Math.max(ends[row] ?? end, end);
    return row;
  });
}
