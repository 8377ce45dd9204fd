import type { EventFilter, SeenAnswer } from "../protocol/eventFilter.ts";
import { EventSelection, type FilterContext } from "./eventSelection.ts";
import type { EventStore } from "./eventStore.ts";

const rememberedFilters = 64;
/** How long one filter is looked for before the next, so that no filter waits for the slowest. */
const portionMilliseconds = 4;

/**
 * Looks for whether filters have ever had a match: no further than to the first, and with what arrives. It keeps its own
 * searches, so that those whose matches are on screen stay remembered. What was seen and is let go later stays seen.
 */
export class SeenFilters {
  readonly #store: EventStore;
  readonly #context: FilterContext;
  /** The search of a filter, or `true` once it had a match. The one that was asked for last is at the end. */
  readonly #known = new Map<string, EventSelection | true>();

  constructor(store: EventStore, context: FilterContext) {
    this.#store = store;
    this.#context = context;
  }

  /** Goes on looking for at most about so many milliseconds. */
  advance(filters: readonly EventFilter[], milliseconds: number): SeenAnswer {
    const { now } = this.#context;
    const deadline = now() + milliseconds;
    let open = filters.map((filter) => this.#search(filter));
    do {
      open = open.filter(({ key, search }) => {
        if (search === true) return false;
        const { matches, complete } = search.advance(portionMilliseconds);
        if (matches > 0) this.#known.set(key, true);
        return matches === 0 && !complete;
      });
    } while (open.length > 0 && now() < deadline);
    return {
      seen: filters.map((filter) => this.#known.get(JSON.stringify(filter)) === true),
      complete: open.length === 0,
    };
  }

  #search(filter: EventFilter): { readonly key: string; readonly search: EventSelection | true } {
    const key = JSON.stringify(filter);
    const search = this.#known.get(key) ?? new EventSelection(this.#store, filter, this.#context);
    this.#known.delete(key);
    this.#known.set(key, search);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= rememberedFilters) break;
      this.#known.delete(oldest);
    }
    return { key, search };
  }
}
