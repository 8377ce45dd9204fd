import { events, spellingsOf } from "../../core/events/catalogue.ts";
import { basicFields } from "../../core/setup/basicFields.ts";
import type { StreamFacts } from "../../core/setup/setupFacts.ts";
import type { EventFilter } from "../../listener/protocol/eventFilter.ts";
import type { Query } from "../sessions/sessionsModel.ts";

/** What is looked for: an event or a field, with a filter for each place where it may be. */
interface Wanted {
  readonly kind: "event" | "field";
  readonly id: string;
  readonly filters: readonly EventFilter[];
}

const wanted: readonly Wanted[] = [
  ...events
    .filter(({ basic }) => basic)
    .map(({ name }): Wanted => ({ kind: "event", id: name, filters: [{ events: [name] }] })),
  ...basicFields.map(
    ({ id, places }): Wanted => ({
      kind: "field",
      id,
      filters: places.flatMap(({ event, attribute }) =>
        spellingsOf(attribute).map((name) => ({
          attributes: [{ name }],
          ...(event !== undefined && { events: [event] }),
        })),
      ),
    }),
  ),
];

/** The listener searches for a moment with each request: so many are enough for a million events. */
const mostRequests = 40;

/**
 * Which of the basic events and fields have arrived. What was seen once is not looked for again until everything is
 * forgotten, so that asking stays cheap.
 */
export class StreamProgress {
  readonly #query: Query;
  #seen = new Set<Wanted>();

  constructor(query: Query) {
    this.#query = query;
  }

  /** Forgets what was seen, after the listener forgot it. What is being read meanwhile is forgotten as well. */
  clear(): void {
    this.#seen = new Set();
  }

  /** Asks the listener for what is still missing. */
  async read(): Promise<StreamFacts> {
    const seen = this.#seen;
    const received = (await this.#query("totals", undefined))?.events ?? 0;
    if (received > 0) await this.#look(seen);
    const sessions = received > 0 ? ((await this.#query("sessions", undefined)) ?? []) : [];
    if (seen !== this.#seen) return this.read();
    const last = sessions.reduce((newest, { lastUnixMilliseconds }) => Math.max(newest, lastUnixMilliseconds), 0);
    const idsOf = (kind: Wanted["kind"]) => new Set([...seen].filter((one) => one.kind === kind).map(({ id }) => id));
    return {
      events: received,
      lastUnixMilliseconds: last === 0 ? undefined : last,
      basicEvents: idsOf("event"),
      basicFields: idsOf("field"),
    };
  }

  /** Looks until everything is found, or all that is kept has been looked at. What takes longer goes on the next time. */
  async #look(seen: Set<Wanted>): Promise<void> {
    for (let request = 0; request < mostRequests; request++) {
      const missing = wanted
        .filter((one) => !seen.has(one))
        .flatMap((one) => one.filters.map((filter) => ({ one, filter })));
      if (missing.length === 0) return;
      const answer = await this.#query("seen", { filters: missing.map(({ filter }) => filter) });
      missing.forEach(({ one }, index) => {
        if (answer?.seen[index] === true) seen.add(one);
      });
      if (answer === undefined || answer.complete || seen !== this.#seen) return;
    }
  }
}
