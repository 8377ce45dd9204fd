import type { IdRange } from "../../../../listener/relay/idRanges.ts";
import { GrowingRanges } from "../../../../listener/relay/keptEvents.ts";

/** Ids, in their order, as ranges. */
export function rangesOf(ids: Iterable<number>): readonly IdRange[] {
  const growing = new GrowingRanges();
  for (const id of [...new Set(ids)].sort((one, other) => one - other)) growing.add(id);
  return growing.ranges;
}

/** Each id of ranges. */
export const idsOf = (ranges: Iterable<IdRange>): readonly number[] =>
  [...ranges].flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
