import type { EventOutcome } from "../../core/events/catalogueTypes.ts";
import type { AccountStep, AttributeAccount, DetectionAccount } from "../../core/policy/evaluate/explain.ts";
import type { HashSalt } from "../../core/policy/evaluate/hashSalt.ts";
import type { SeenId } from "../../core/policy/evaluate/recordIds.ts";
import type { Finding, Redaction } from "../../core/policy/model/outcome.ts";
import type { TimelineEvent } from "../../core/timeline/timelineEvent.ts";
import type { SenderMark } from "./eventFilter.ts";
export interface EventRow {
  /** Grows by one for each stored event; stable while the listener lives. */
  readonly id: number;
  readonly session: string;
  readonly turn: number;
  readonly name: string;
  readonly timeUnixMilliseconds: number;
  /** Undefined when the event has none. */
  readonly durationMilliseconds?: number;
  /** Short, for the row: tool and command, status code, decision; credentials masked. */
  readonly summary: string;
  /** Undefined when nothing went wrong. */
  readonly outcome?: EventOutcome;
  /** Whether it belongs to a tool call, so that there may be related events. */
  readonly isOfCall?: boolean;
  readonly findings: readonly Finding[];
  readonly sender?: SenderMark;
  /** The event of the call within which this one was made, where that is on the same page. */
  readonly within?: number;
  /** Whether it says nothing that a person would call a step: a piece of a streamed answer, a note about telemetry itself. */
  readonly isNoise?: true;
}

export interface AttributeRow {
  readonly name: string;
  /** Wire type: string, int, bool, … */
  readonly type: string;
  readonly class: string;
  /** Credentials masked, control characters escaped. */
  readonly text: string;
}

/** An id of a trace or span in hexadecimal, as it was received and as a destination gets it, empty when it does not. */
export interface IdRow extends SeenId {
  readonly received: string;
}

/** A destination of the policy. */
export interface DestinationRow {
  readonly name: string;
  readonly description: string;
  /** Of what is hashed for it; undefined when nothing is. */
  readonly salt?: HashSalt;
}

export interface RouteRow {
  readonly destination: string;
  readonly decision: "deliver" | "withhold";
  readonly rule: string;
  readonly reason: string;
  readonly redactions: readonly Redaction[];
  /** What the destination gets, or would have got, attribute by attribute. */
  readonly attributes: readonly AttributeRow[];
  /** Every rule that was asked, in order. */
  readonly steps: readonly AccountStep[];
  /** What becomes of every attribute that was received. */
  readonly account: readonly AttributeAccount[];
  /** What becomes of the ids of trace and span that the record has itself. */
  readonly ids: readonly IdRow[];
  /** Of what is hashed for it; undefined when nothing is. */
  readonly salt?: HashSalt;
}

/** A part of a session's events, as its picture needs them, oldest first. */
export interface TimelinePage {
  readonly events: readonly TimelineEvent[];
  /** The event that was looked at last, to go on from; undefined when there were no further ones. */
  readonly last: number | undefined;
  /** Whether there are no further ones for now. */
  readonly complete: boolean;
}

/** An event that belongs to another: the decision of a tool result, or the result of a decision. */
export interface RelatedEvent {
  readonly id: number;
  readonly name: string;
  readonly turn: number;
}

export interface EventDetail extends EventRow {
  /** Events of the same session with the same `call_id`, oldest first. */
  readonly related: readonly RelatedEvent[];
  readonly attributes: readonly AttributeRow[];
  readonly resource: readonly AttributeRow[];
  readonly routes: readonly RouteRow[];
  /** The detections that look at events of this name: why each found this one or didn't. */
  readonly detections: readonly DetectionAccount[];
}

/** Pretty-printed JSON of both sides, stable in order, credentials masked on the received side. */
export interface EventPreview {
  readonly received: string;
  readonly delivered: string;
}

/** The events of a session, each side an array of them. */
export interface SessionPreview extends EventPreview {
  /** Ids of the events, in their order on both sides. */
  readonly events: readonly number[];
}
