/** Ids of kept events, from the first to the last. */
export type EventRange = readonly [first: number, last: number];

/** So many ranges are remembered; the oldest events are the first that are no longer kept. */
const mostRanges = 200;

/** Which events did not arrive, so that they can be looked for again. */
export class MissedEvents {
  #ranges: EventRange[];

  constructor(ranges: readonly EventRange[] = []) {
    this.#ranges = [...ranges];
  }

  get ranges(): readonly EventRange[] {
    return this.#ranges;
  }

  /** How many ids the ranges have. */
  get size(): number {
    return this.#ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  /** Adds a range. It goes on with the one before it when nothing that arrived lies between, which is after `arrived`. */
  add([first, last]: EventRange, arrived: number): void {
    if (first <= 0 || last < first) return;
    const at = this.#ranges.filter(([begin]) => begin <= first).length;
    const before = this.#ranges[at - 1];
    if (before !== undefined && (before[1] >= first - 1 || before[1] > arrived))
      this.#ranges[at - 1] = [before[0], Math.max(before[1], last)];
    else this.#ranges.splice(at, 0, [first, last]);
    if (this.#ranges.length > mostRanges) this.#ranges.shift();
  }

  clear(): void {
    this.#ranges = [];
  }
}
