/** A tool call that started a sub-agent. */
export interface Spawn {
  readonly event: number;
  readonly start: number;
  readonly end: number;
  readonly task: string;
  readonly child: string | undefined;
  readonly isUnverified: boolean;
}

const mostOfSession = 256;
const mostInAll = 16_384;

/** The newest tool calls that started sub-agents, by session. Of more, the session that started none for longest is forgotten. */
export class Spawns {
  readonly #bySession = new Map<string, Spawn[]>();
  #size = 0;

  /** How many are remembered. */
  get size(): number {
    return this.#size;
  }

  of(session: string): readonly Spawn[] {
    return this.#bySession.get(session) ?? [];
  }

  add(session: string, spawn: Spawn): void {
    const spawns = this.#bySession.get(session) ?? [];
    spawns.push(spawn);
    this.#size++;
    if (spawns.length > mostOfSession) {
      spawns.shift();
      this.#size--;
    }
    this.#bySession.delete(session);
    this.#bySession.set(session, spawns);
    for (const [oldest, { length }] of this.#bySession) {
      if (this.#size <= mostInAll) break;
      this.#bySession.delete(oldest);
      this.#size -= length;
    }
  }

  clear(): void {
    this.#bySession.clear();
    this.#size = 0;
  }
}
