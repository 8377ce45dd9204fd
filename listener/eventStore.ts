import type { ReceivedEvent } from "./receivedEvent.ts";
import { SessionRecord, type TurnRecord } from "./sessionRecord.ts";

/** Keeps the newest events in memory, by id, and by session and turn. */
export interface EventStore {
  add(event: ReceivedEvent): void;
  get(id: number): ReceivedEvent | undefined;
  sessions(): Iterable<SessionRecord>;
  turns(session: string): readonly TurnRecord[];
  /** How many events were let go because the store was full. */
  readonly evicted: number;
  setMaximumEvents(maximumEvents: number): void;
  clear(): void;
}

export class MemoryEventStore implements EventStore {
  #maximumEvents: number;
  readonly #events = new Map<number, ReceivedEvent>();
  readonly #sessions = new Map<string, SessionRecord>();
  #evicted = 0;

  constructor(maximumEvents: number) {
    this.#maximumEvents = Math.max(1, maximumEvents);
  }

  setMaximumEvents(maximumEvents: number): void {
    this.#maximumEvents = Math.max(1, maximumEvents);
    while (this.#events.size > this.#maximumEvents) this.#letOldestGo();
  }

  get evicted(): number {
    return this.#evicted;
  }

  add(event: ReceivedEvent): void {
    this.#events.set(event.id, event);
    let session = this.#sessions.get(event.session);
    if (!session) {
      session = new SessionRecord(event.session, event);
      this.#sessions.set(event.session, session);
    }
    session.add(event);
    if (this.#events.size > this.#maximumEvents) this.#letOldestGo();
  }

  get(id: number): ReceivedEvent | undefined {
    return this.#events.get(id);
  }

  sessions(): Iterable<SessionRecord> {
    return this.#sessions.values();
  }

  turns(session: string): readonly TurnRecord[] {
    return [...(this.#sessions.get(session)?.turns.values() ?? [])];
  }

  clear(): void {
    this.#events.clear();
    this.#sessions.clear();
    this.#evicted = 0;
  }

  #letOldestGo(): void {
    const [oldest] = this.#events.values();
    if (!oldest) return;
    this.#events.delete(oldest.id);
    this.#evicted++;
    const session = this.#sessions.get(oldest.session);
    const turn = session?.turns.get(oldest.turn);
    turn?.letOldestGo();
    if (turn?.size === 0) session?.turns.delete(oldest.turn);
    if (session?.turns.size === 0) this.#sessions.delete(oldest.session);
  }
}
