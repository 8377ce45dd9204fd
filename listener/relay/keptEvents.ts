import type { IdRange } from "./idRanges.ts";

/** Some of the events that a store keeps. */
export interface KeptEvents {
  /** Their ids, in their order and apart from each other. */
  readonly ranges: readonly IdRange[];
  /** Identity of the store whose ids they are; undefined where that is not known. */
  readonly store?: string | undefined;
}

export const noEvents: KeptEvents = { ranges: [] };

/** Which kept events a request was made of. */
export interface RequestEvents {
  /** Identity of the store whose ids they are. */
  readonly store: string;
  /** Id of the log record at a position, from 0 on; each is higher than the one before. */
  readonly idAt: (position: number) => number;
}

/** Ids that come one after the other, as ranges. */
export class GrowingRanges {
  readonly ranges: [first: number, last: number][] = [];

  /** To be higher than the one before. */
  add(id: number): void {
    const last = this.ranges.at(-1);
    if (last !== undefined && last[1] === id - 1) last[1] = id;
    else this.ranges.push([id, id]);
  }
}

export const countIds = (ranges: readonly IdRange[]): number =>
  ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
