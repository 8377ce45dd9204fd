import type { EventRow } from "../../listener/protocol/events.ts";

/** A row of a turn: an event with those of the calls within it, or several that say nothing of what happened. */
export type NestedRow =
  | { readonly kind: "event"; readonly row: EventRow; readonly inner: readonly EventRow[] }
  | { readonly kind: "noise"; readonly rows: readonly EventRow[] };

/** Puts calls below the call that made them, and noise that comes in one piece into one row. */
export function nestRows(rows: readonly EventRow[]): readonly NestedRow[] {
  const shown = new Set(rows.map(({ id }) => id));
  const inner = new Map<number, EventRow[]>();
  const nested: NestedRow[] = [];
  let noise: EventRow[] = [];
  const endNoise = () => {
    const [only] = noise;
    if (only !== undefined)
      nested.push(noise.length > 1 ? { kind: "noise", rows: noise } : { kind: "event", row: only, inner: [] });
    noise = [];
  };
  for (const row of rows) {
    if (row.within !== undefined && shown.has(row.within)) {
      const others = inner.get(row.within) ?? [];
      others.push(row);
      inner.set(row.within, others);
    } else if (row.isNoise) noise.push(row);
    else {
      endNoise();
      nested.push({ kind: "event", row, inner: inner.get(row.id) ?? [] });
    }
  }
  endNoise();
  return nested;
}

/** Each row by itself. */
export const flatRows = (rows: readonly EventRow[]): readonly NestedRow[] =>
  rows.map((row) => ({ kind: "event", row, inner: [] }));
