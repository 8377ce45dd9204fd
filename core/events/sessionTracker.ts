import type { CodexEvent } from "./codexEvent.ts";

export interface SessionPlace {
  /** `conversation.id`; empty for records outside of any session. */
  readonly session: string;
  /** 0 before the first prompt, then one more with each `codex.user_prompt`. */
  readonly turn: number;
}

/**
 * Says which turn of which session an event belongs to. Expects the events in the order of arrival. Remembers the
 * sessions that were active last, so that many sessions don't cost ever more memory.
 */
export class SessionTracker {
  readonly #turns = new Map<string, number>();
  readonly #maximumSessions: number;
  #latest: SessionPlace = { session: "", turn: 0 };

  constructor(maximumSessions = 10_000) {
    this.#maximumSessions = maximumSessions;
  }

  assign(event: Pick<CodexEvent, "session" | "name">): SessionPlace {
    const session = event.session ?? "";
    if (session === "") return { session, turn: 0 };
    if (session === this.#latest.session && event.name !== "codex.user_prompt") return this.#latest;
    const previous = this.#turns.get(session) ?? 0;
    const turn = event.name === "codex.user_prompt" ? previous + 1 : previous;
    this.#turns.delete(session);
    this.#turns.set(session, turn);
    if (this.#turns.size > this.#maximumSessions) {
      const [oldest] = this.#turns.keys();
      if (oldest !== undefined) this.#turns.delete(oldest);
    }
    this.#latest = { session, turn };
    return this.#latest;
  }

  /** Forgets all sessions: one that goes on begins with turn 0 again. */
  clear(): void {
    this.#turns.clear();
    this.#latest = { session: "", turn: 0 };
  }

  /** The sessions it remembers with their turns, to be given to {@link restore}. */
  remembered(): readonly (readonly [session: string, turn: number])[] {
    return [...this.#turns];
  }

  /** Goes on from where another tracker was. */
  restore(sessions: Iterable<readonly [session: string, turn: number]>): void {
    for (const [session, turn] of sessions) this.#turns.set(session, turn);
  }
}
