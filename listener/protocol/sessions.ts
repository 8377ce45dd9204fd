import type { LinkKind } from "../../core/sessions/sessionLinks.ts";

/** What the events of a session or of a turn come to. */
export interface EventCounts {
  readonly startUnixMilliseconds: number;
  readonly lastUnixMilliseconds: number;
  readonly events: number;
  readonly findings: number;
  /** Steps that failed, and that were refused: a tool call counts once, however many events tell of it. */
  readonly failures: number;
  readonly denials: number;
  /** Events whose sender was not verified, while senders were. */
  readonly unverified: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Those of the input that came from a cache. */
  readonly cachedTokens: number;
  /** Those of the output that were spent on reasoning. */
  readonly reasoningTokens: number;
  /** How many of the kept events pass the filter that was asked with. */
  readonly matches?: number;
}

export interface SessionSummary extends EventCounts {
  /** conversation.id; empty for records outside of any session. */
  readonly id: string;
  readonly services: readonly string[];
  readonly originator: string;
  /** What the person asked first, as in the turn. */
  readonly prompt: string;
  readonly model: string;
  readonly turns: number;
  /** Where it belongs, when Codex began it itself. */
  readonly parent?: ParentSession;
}

/** What a session belongs to. */
export interface ParentSession {
  readonly kind: LinkKind;
  readonly session: string;
  /** The event of the step that started it; undefined when it is not kept, or there is none. */
  readonly step?: { readonly id: number; readonly turn: number };
}

export interface TurnSummary extends EventCounts {
  readonly session: string;
  /** 0 is what happened before the first prompt, 1 is the first prompt. */
  readonly turn: number;
  /** The prompt, credentials masked, control characters escaped, at most 120 characters; empty for turn 0. */
  readonly prompt: string;
}
