import type { CodexEvent } from "../../core/events/codexEvent.ts";
import type { Finding } from "../../core/policy/model/outcome.ts";
import type { SenderMark } from "../protocol/eventFilter.ts";

/** An event with what only its place in the stream could tell. */
export interface ReceivedEvent {
  /** Grows by one with each event. */
  readonly id: number;
  readonly event: CodexEvent;
  readonly session: string;
  readonly turn: number;
  readonly findings: readonly Finding[];
  readonly sender?: SenderMark;
}
