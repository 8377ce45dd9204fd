/**
 * Ids of kept events, from the first to the last, and the identity of the store whose ids they are: without one, it is not
 * known which store that was.
 */
export type EventRange = readonly [first: number, last: number, store?: string | undefined];

type Ids = readonly [first: number, last: number];

/** Ranges by the identity of their store, as they are written down; it is empty where the store is not known. */
export type RangesByStore = readonly (readonly [store: string, ranges: readonly Ids[]])[];

/** So many ranges are remembered; the oldest events are the first that are no longer kept. */
const mostRanges = 200;

/** Which events did not arrive, so that they can be looked for again. */
export class MissedEvents {
  readonly #stores: Map<string, Ids[]>;

  constructor(ranges: RangesByStore = []) {
    this.#stores = new Map(ranges.map(([store, all]) => [store, [...all]]));
  }

  get byStore(): RangesByStore {
    return [...this.#stores];
  }

  /** How many ids the ranges have, of whichever store. */
  get size(): number {
    return [...this.#stores.values()].flat().reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  /** The ranges of one store. Those of another one, or of one that is not known, mean other events. */
  of(store: string): readonly EventRange[] {
    return store === "" ? [] : (this.#stores.get(store) ?? []).map(([first, last]) => [first, last, store]);
  }

  /**
   * Adds a range. It goes on with the one before it when nothing of their store that arrived lies between, which is after
   * `arrived`.
   */
  add([first, last, store = ""]: EventRange, arrived: number): void {
    if (first <= 0 || last < first) return;
    const ranges = this.#stores.get(store) ?? [];
    this.#stores.set(store, ranges);
    const at = ranges.filter(([begin]) => begin <= first).length;
    const before = ranges[at - 1];
    if (before !== undefined && (before[1] >= first - 1 || before[1] > arrived))
      ranges[at - 1] = [before[0], Math.max(before[1], last)];
    else ranges.splice(at, 0, [first, last]);
    this.#forgetOldest();
  }

  clear(): void {
    this.#stores.clear();
  }

  #forgetOldest(): void {
    const all = [...this.#stores];
    const [oldest] = all;
    if (oldest === undefined || all.reduce((sum, [, { length }]) => sum + length, 0) <= mostRanges) return;
    const [store, ranges] = oldest;
    ranges.shift();
    if (ranges.length === 0) this.#stores.delete(store);
  }
}
