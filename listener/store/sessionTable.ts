import { SessionRecord } from "./sessionRecord.ts";

/** The sessions that have events left, by id and by number. Numbers begin at 1 and are not used again. */
export class SessionTable {
  readonly #byId = new Map<string, SessionRecord>();
  readonly #byNumber = new Map<number, SessionRecord>();
  #nextNumber = 1;

  get(id: string): SessionRecord | undefined {
    return this.#byId.get(id);
  }

  at(number: number): SessionRecord | undefined {
    return this.#byNumber.get(number);
  }

  values(): Iterable<SessionRecord> {
    return this.#byId.values();
  }

  get size(): number {
    return this.#byId.size;
  }

  /** The session with this id, a new one if need be. */
  obtain(id: string): SessionRecord {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const session = new SessionRecord(id, this.#nextNumber++);
    this.#byId.set(id, session);
    this.#byNumber.set(session.number, session);
    return session;
  }

  countFindings(number: number, turn: number, count: number): void {
    const session = this.#byNumber.get(number);
    if (session === undefined) return;
    session.findings += count;
    const record = session.turns.get(turn);
    if (record !== undefined) record.findings += count;
  }

  /** All findings are about to be counted anew. */
  forgetFindings(): void {
    for (const session of this.#byId.values()) {
      session.findings = 0;
      for (const turn of session.turns.values()) turn.findings = 0;
    }
  }

  /** The oldest event of a turn is no longer kept; the session goes with its last one. */
  letOldestGo(number: number, turn: number): void {
    const session = this.#byNumber.get(number);
    session?.letOldestGo(turn);
    if (session?.turns.size !== 0) return;
    this.#byId.delete(session.id);
    this.#byNumber.delete(number);
  }

  clear(): void {
    this.#byId.clear();
    this.#byNumber.clear();
  }
}
