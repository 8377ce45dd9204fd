import { events, spellingsOf } from "../../core/events/catalogue.ts";
import { basicFields, type FieldPlace } from "../../core/setup/basicFields.ts";
import type { StreamFacts } from "../../core/setup/setupFacts.ts";
import type { EventFilter } from "../../listener/protocol.ts";
import type { Query } from "../sessionsModel.ts";

const basicEvents = events.filter(({ basic }) => basic).map(({ name }) => name);

/**
 * Which of the basic events and fields have arrived. What was seen once is not looked for again until everything is
 * forgotten, so that asking stays cheap.
 */
export class StreamProgress {
  readonly #query: Query;
  readonly #events = new Set<string>();
  readonly #fields = new Set<string>();

  constructor(query: Query) {
    this.#query = query;
  }

  /** Forgets what was seen, after the listener forgot it. */
  clear(): void {
    this.#events.clear();
    this.#fields.clear();
  }

  /** Asks the listener for what is still missing. */
  async read(): Promise<StreamFacts> {
    const totals = await this.#query("totals", undefined);
    const received = totals?.events ?? 0;
    if (received > 0) {
      for (const name of basicEvents)
        if (!this.#events.has(name) && (await this.#has({ events: [name] }))) this.#events.add(name);
      for (const { id, places } of basicFields)
        if (!this.#fields.has(id) && (await this.#hasAny(places))) this.#fields.add(id);
    }
    const sessions = received > 0 ? ((await this.#query("sessions", undefined)) ?? []) : [];
    const last = sessions.reduce((newest, { lastUnixMilliseconds }) => Math.max(newest, lastUnixMilliseconds), 0);
    return {
      events: received,
      lastUnixMilliseconds: last === 0 ? undefined : last,
      basicEvents: new Set(this.#events),
      basicFields: new Set(this.#fields),
    };
  }

  async #hasAny(places: readonly FieldPlace[]): Promise<boolean> {
    for (const { event, attribute } of places)
      for (const name of spellingsOf(attribute)) {
        const filter = { attributes: [{ name }], ...(event !== undefined && { events: [event] }) };
        if (await this.#has(filter)) return true;
      }
    return false;
  }

  async #has(filter: EventFilter): Promise<boolean> {
    const found = await this.#query("find", { filter, limit: 1 });
    return found !== undefined && found.rows.length > 0;
  }
}
