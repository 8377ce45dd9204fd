import { eventBytes } from "./eventBytes.ts";
import type { ReceivedEvent } from "./receivedEvent.ts";
import { SessionRecord, type TurnRecord } from "./sessionRecord.ts";

/** Keeps the newest events in memory, by id, and by session and turn. */
export interface EventStore {
  add(event: ReceivedEvent): void;
  get(id: number): ReceivedEvent | undefined;
  sessions(): Iterable<SessionRecord>;
  /** The turns of a session that have events left, oldest first. */
  turns(session: string): readonly TurnRecord[];
  /** Events of a turn, oldest first. */
  page(session: string, turn: number, offset: number, limit: number): EventPage;
  /** How many events were let go because the store was full. */
  readonly evicted: number;
  setMaximumEvents(maximumEvents: number): void;
  clear(): void;
}

export interface EventPage {
  /** How many events of the turn are kept. */
  readonly total: number;
  readonly events: readonly ReceivedEvent[];
}

/** What the kept events may hold in all, in bytes of attributes: a sender of huge events must not fill the memory. */
const usualMaximumBytes = 256 * 1024 * 1024;

interface Kept {
  readonly received: ReceivedEvent;
  readonly bytes: number;
}

/** A store that lets the oldest events go when there are too many, or when they hold too much. */
export class MemoryEventStore implements EventStore {
  #maximumEvents: number;
  readonly #maximumBytes: number;
  readonly #events = new Map<number, Kept>();
  readonly #sessions = new Map<string, SessionRecord>();
  #bytes = 0;
  #evicted = 0;
  #lastResource: ReceivedEvent["event"]["resource"] | undefined;

  constructor(maximumEvents: number, maximumBytes = usualMaximumBytes) {
    this.#maximumEvents = Math.max(1, maximumEvents);
    this.#maximumBytes = maximumBytes;
  }

  setMaximumEvents(maximumEvents: number): void {
    this.#maximumEvents = Math.max(1, maximumEvents);
    this.#makeRoom();
  }

  get evicted(): number {
    return this.#evicted;
  }

  add(received: ReceivedEvent): void {
    const { resource } = received.event;
    // the events of one request share their resource
    const bytes = eventBytes(received.event, resource !== this.#lastResource);
    this.#lastResource = resource;
    this.#events.set(received.id, { received, bytes });
    this.#bytes += bytes;
    let session = this.#sessions.get(received.session);
    if (!session) {
      session = new SessionRecord(received.session, received);
      this.#sessions.set(received.session, session);
    }
    session.add(received);
    this.#makeRoom();
  }

  get(id: number): ReceivedEvent | undefined {
    return this.#events.get(id)?.received;
  }

  sessions(): Iterable<SessionRecord> {
    return this.#sessions.values();
  }

  turns(session: string): readonly TurnRecord[] {
    return [...(this.#sessions.get(session)?.turns.values() ?? [])];
  }

  page(session: string, turn: number, offset: number, limit: number): EventPage {
    const record = this.#sessions.get(session)?.turns.get(turn);
    if (!record) return { total: 0, events: [] };
    const events = record
      .page(offset, limit)
      .map((id) => this.get(id))
      .filter((event) => event !== undefined);
    return { total: record.size, events };
  }

  clear(): void {
    this.#events.clear();
    this.#sessions.clear();
    this.#bytes = 0;
    this.#evicted = 0;
    this.#lastResource = undefined;
  }

  /** The newest event stays, however large it is. */
  #makeRoom(): void {
    while (this.#events.size > this.#maximumEvents || (this.#bytes > this.#maximumBytes && this.#events.size > 1))
      this.#letOldestGo();
  }

  #letOldestGo(): void {
    const [oldest] = this.#events.values();
    if (!oldest) return;
    const { id, session, turn } = oldest.received;
    this.#events.delete(id);
    this.#bytes -= oldest.bytes;
    this.#evicted++;
    const record = this.#sessions.get(session);
    record?.letOldestGo(turn);
    if (record?.turns.size === 0) this.#sessions.delete(session);
  }
}
