import type { ParentSession, SessionSummary } from "../../listener/protocol/sessions.ts";
import type { SessionsBelow } from "./sessionNode.ts";

/** The sessions of one answer of the listener, and how they stand below each other. */
export class NestedSessions {
  readonly #byId: ReadonlyMap<string, SessionSummary>;
  readonly #below = new Map<string, SessionSummary[]>();
  readonly #isFlat: boolean;

  /** `isFlat`: sessions stand below others, but not below their steps, which may not be shown. */
  constructor(sessions: readonly SessionSummary[] = [], isFlat = false) {
    this.#isFlat = isFlat;
    this.#byId = new Map(sessions.map((session) => [session.id, session]));
    for (const session of sessions) {
      const above = this.parentOf(session)?.session;
      if (above === undefined) continue;
      const siblings = this.#below.get(above);
      if (siblings === undefined) this.#below.set(above, [session]);
      else siblings.push(session);
    }
  }

  get(id: string): SessionSummary | undefined {
    return this.#byId.get(id);
  }

  /** What a session stands below; undefined for one that stands on its own. */
  parentOf({ parent }: SessionSummary): ParentSession | undefined {
    return parent !== undefined && this.#byId.has(parent.session) ? parent : undefined;
  }

  /** Those that stand on their own. */
  get roots(): readonly SessionSummary[] {
    return [...this.#byId.values()].filter((session) => this.parentOf(session) === undefined);
  }

  /** Those directly below a session, not below one of its steps. */
  belowSession(id: string): readonly SessionSummary[] {
    return this.#children(id).filter(({ parent }) => this.#isFlat || parent?.step === undefined);
  }

  /** Those that a step of a session started. */
  belowStep(session: string, event: number): readonly SessionSummary[] {
    return this.#isFlat ? [] : this.#children(session).filter(({ parent }) => parent?.step?.id === event);
  }

  /** Whether a session has to be looked for below a step of another. */
  isBelowStep({ parent }: SessionSummary): boolean {
    return !this.#isFlat && parent?.step !== undefined;
  }

  /** What all below a session come to, however deep. */
  countBelow(id: string): SessionsBelow {
    let [sessions, findings] = [0, 0];
    for (const child of this.#children(id)) {
      const deeper = this.countBelow(child.id);
      sessions += 1 + deeper.sessions;
      findings += child.findings + deeper.findings;
    }
    return { sessions, findings };
  }

  #children(id: string): readonly SessionSummary[] {
    return this.#below.get(id) ?? [];
  }
}
