import { decodeRanges, type IdRange } from "./idRanges.ts";
import { IdSet } from "./idSet.ts";
import { countIds, type KeptEvents } from "./keptEvents.ts";

/** As it is written down: of each store its identity and its ids, see `encodeRanges`, in base64. */
export interface MissedContent {
  readonly stores: readonly (readonly [store: string, ids: string])[];
  /** How many there are of stores that are not known. */
  readonly ofNoStore: number;
  readonly forgotten: number;
}

/** What the ids may take when they are written down. */
const mostBytes = 8 * 1024;
/** Of a store, beside its ids. */
const storeBytes = 24;

/**
 * Which events did not arrive, so that they can be looked for again: exactly those, and none that lies between. There is room
 * for tens of thousands wherever they lie, and for more of those that follow each other; the oldest are forgotten first.
 */
export class MissedEvents {
  /** Those of which something was missed last are at the end. */
  readonly #stores: Map<string, IdSet>;
  #ofNoStore: number;
  #forgotten: number;
  /** As it is written down, since something has changed last. */
  #content: MissedContent | undefined;

  /** Throws a RangeError when the content is none. */
  constructor({ stores, ofNoStore, forgotten }: MissedContent = { stores: [], ofNoStore: 0, forgotten: 0 }) {
    const ranges = (ids: string) => decodeRanges(Buffer.from(ids, "base64"));
    this.#stores = new Map(stores.map(([store, ids]) => [store, new IdSet(ranges(ids))]));
    this.#ofNoStore = ofNoStore;
    this.#forgotten = forgotten;
  }

  /** To be asked for after every change: what there is no room for is forgotten. */
  get content(): MissedContent {
    for (;;) {
      this.#content ??= this.#encode();
      const { stores } = this.#content;
      const bytes = stores.reduce((sum, [, ids]) => sum + storeBytes + ids.length, 0);
      if (bytes <= mostBytes || !this.forgetOldest()) return this.#content;
    }
  }

  /** How many there are, of whichever store. */
  get size(): number {
    return [...this.#stores.values()].reduce((sum, { size }) => sum + size, this.#ofNoStore);
  }

  /** How many could not be remembered: they are lost for good. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Those of one store. Ids of another one, or of one that is not known, mean other events. */
  of(store: string): Iterable<IdRange> {
    return this.#stores.get(store)?.ranges() ?? [];
  }

  add({ ranges, store }: KeptEvents): void {
    if (ranges.length === 0) return;
    this.#content = undefined;
    if (store === undefined) {
      this.#ofNoStore += countIds(ranges);
      return;
    }
    const known = this.#stores.get(store) ?? new IdSet();
    known.addAll(ranges);
    this.#stores.delete(store);
    this.#stores.set(store, known);
  }

  /** They were looked for again. */
  delete({ ranges, store = "" }: KeptEvents): void {
    const known = this.#stores.get(store);
    if (known === undefined) return;
    this.#content = undefined;
    known.deleteAll(ranges);
    if (known.size === 0) this.#stores.delete(store);
  }

  clear(): void {
    this.#content = undefined;
    this.#stores.clear();
    this.#ofNoStore = 0;
  }

  /** Makes room. False when there is nothing to forget. */
  forgetOldest(): boolean {
    const [oldest] = this.#stores;
    if (oldest === undefined) return false;
    const [store, ids] = oldest;
    this.#content = undefined;
    this.#forgotten += ids.deleteLowest();
    if (ids.size === 0) this.#stores.delete(store);
    return true;
  }

  #encode(): MissedContent {
    return {
      stores: [...this.#stores].map(([store, ids]) => [store, Buffer.from(ids.encode()).toString("base64")]),
      ofNoStore: this.#ofNoStore,
      forgotten: this.#forgotten,
    };
  }
}
