import type { Finding } from "../../core/policy/model/outcome.ts";
import type { ConnectionStep, ConnectionTarget } from "./connection.ts";
import type { DeliveryCount, RelayStatus, ShownQueue } from "./delivery.ts";
import type { EventFilter, FilterProgress, SeenAnswer } from "./eventFilter.ts";
import type { DestinationRow, EventDetail, EventPreview, EventRow, SessionPreview, TimelinePage } from "./events.ts";
import type { ListenerFailure } from "./listenerFailure.ts";
import type { ForwardingOptions, ListenerOptions } from "./listenerOptions.ts";
import type { ExportedSession, ImportProgress, RecordingState } from "./recordings.ts";
import type { SessionSummary, TurnSummary } from "./sessions.ts";
import type { ListenerAddresses, ListenerTotals } from "./totals.ts";

/**
 * Requests the owner makes of the listener's worker, with what each answers. Everything in this folder survives structured
 * cloning; values are rendered to text in the worker, and credentials are masked there unless `reveal` was asked for.
 */
export interface ListenerRequests {
  start: { parameters: ListenerOptions; result: ListenerAddresses };
  stop: { parameters: undefined; result: undefined };
  /** Where it listens now; undefined while it is stopped. */
  addresses: { parameters: undefined; result: ListenerAddresses | undefined };
  /** Lets requests in flight finish, hands over to other windows and ends. The owner's own window alone may ask for it. */
  close: { parameters: undefined; result: undefined };
  setPolicy: {
    parameters: Pick<ListenerOptions, "policyText" | "policyOrigin" | "policyPlace">;
    result: undefined;
  };
  totals: { parameters: undefined; result: ListenerTotals };
  /** The thousand that were active last; with a filter, of those that have a match. */
  sessions: { parameters: { filter?: EventFilter } | undefined; result: readonly SessionSummary[] };
  turns: { parameters: { session: string; filter?: EventFilter }; result: readonly TurnSummary[] };
  /**
   * Events of a turn, oldest first. `offset` counts from the first kept one, or from the first whose id is at least `from`,
   * and may be negative then. The `offset` of the answer tells how many come before its first row.
   */
  events: {
    parameters: { session: string; turn: number; offset: number; limit: number; from?: number; filter?: EventFilter };
    result: { readonly total: number; readonly offset: number; readonly rows: readonly EventRow[] };
  };
  /** The events of a session that show in its picture, at most `limit` looked at, those after the event `after`. */
  timeline: { parameters: { session: string; after?: number; limit: number }; result: TimelinePage };
  /** The newest events that pass a filter, newest first, those before the event `before` if it is given. */
  find: {
    parameters: { filter: EventFilter; limit: number; before?: number };
    result: FilterProgress & { readonly rows: readonly EventRow[] };
  };
  /** Lets a search go on for a moment and tells how far it is. */
  filterProgress: { parameters: { filter: EventFilter }; result: FilterProgress };
  /** Which of several filters any event passes. The search goes on while it is asked for. */
  seen: { parameters: { filters: readonly EventFilter[] }; result: SeenAnswer };
  event: { parameters: { id: number }; result: EventDetail | undefined };
  /** `reveal`: credentials and secrets are not masked on the received side. */
  preview: { parameters: { id: number; destination: string; reveal?: boolean }; result: EventPreview | undefined };
  /** Of the first events of a session; the last entry tells how many are left out. */
  sessionPreview: {
    parameters: { session: string; destination: string; reveal?: boolean };
    result: SessionPreview | undefined;
  };
  destinations: {
    parameters: undefined;
    result: readonly DestinationRow[];
  };
  /** Those of the policy, in its order. */
  detections: { parameters: undefined; result: readonly Finding[] };
  /** What the policy does for each destination, of a session or of all events, as far as it has been counted. */
  deliveries: { parameters: { session?: string }; result: DeliveryCount };
  /** The same for all events, as another policy would have it, which is not adopted by this. */
  policyEffect: { parameters: { policyText: string | undefined }; result: DeliveryCount };
  /** Needs no listener to be started. */
  testConnection: { parameters: ConnectionTarget; result: readonly ConnectionStep[] };
  /** See {@link RelayStatus}. */
  relays: { parameters: undefined; result: readonly RelayStatus[] };
  /**
   * Sends what is at rest in a queue to the endpoint that it was queued for, with these values for its headers. `asked` is what
   * the person was shown of it and has agreed to: only that is read, and what the policy in force or a consent names there.
   */
  sendQueue: {
    parameters: { queue: string; secrets?: Readonly<Record<string, string>>; asked?: ShownQueue };
    result: undefined;
  };
  /** Forgets what waits or is at rest in a queue; it is counted as lost. Tells how many items that were. */
  discardQueue: { parameters: { queue: string }; result: number };
  /** Lets a paused or waiting queue try again at once. */
  tryAgain: { parameters: { queue: string }; result: undefined };
  /** How many of the kept events that were refused or lost for a destination it would be sent by today's policy. */
  missedEvents: { parameters: { destination: string }; result: number };
  /** Passes those events through today's policy once more and queues what it lets through. Tells how many items. */
  sendAgain: { parameters: { destination: string }; result: number };
  /** Begins to write everything that is received to a file, OTLP JSON lines. Ends a recording that is running. */
  startRecording: {
    parameters: { file: string; maximumBytes?: number; keep?: number };
    result: RecordingState;
  };
  /** Answers what was recorded; undefined when nothing was. */
  stopRecording: { parameters: undefined; result: RecordingState | undefined };
  recording: { parameters: undefined; result: RecordingState | undefined };
  /** Events as JSON, credentials masked: one, those of a turn, or those of a session, the first thousand. */
  eventsJson: {
    parameters: { id: number } | { session: string; turn?: number };
    result: string;
  };
  /** Writes the kept events of a session to a new file, OTLP JSON lines, as they were received. */
  exportSession: { parameters: { session: string; file: string }; result: ExportedSession };
  /** Takes recorded files in, as if it had been received; nothing of it is forwarded. Answers when it is done. */
  importFiles: { parameters: { files: readonly string[]; speed?: number }; result: ImportProgress };
  /** Ends the imports that are running; they answer with what came in. */
  cancelImport: { parameters: undefined; result: undefined };
  /** Switches forwarding on or off. What waits to be sent is at rest while it is off. */
  setForwarding: { parameters: Required<Pick<ListenerOptions, "forward">> & ForwardingOptions; result: undefined };
  /** From now on senders are verified by this token; undefined for no longer. */
  setSenderToken: { parameters: { token: string | undefined }; result: undefined };
  setSecrets: { parameters: { secrets: Readonly<Record<string, string>> }; result: undefined };
  clear: { parameters: undefined; result: undefined };
}

export type ListenerMethod = keyof ListenerRequests;

/** Owner to worker. */
export type ToListener = {
  [M in ListenerMethod]: {
    readonly id: number;
    readonly method: M;
    readonly parameters: ListenerRequests[M]["parameters"];
  };
}[ListenerMethod];

/** The ids of the sessions that got events; `any` may have got some, or are gone; `cleared` after everything was forgotten. */
export type ChangedSessions = readonly string[] | "any" | "cleared";

/** What has changed since the last news. */
export interface ListenerNews {
  readonly sessions: ChangedSessions;
  readonly totals: ListenerTotals;
  /** What is being recorded; without it, nothing is. */
  readonly recording?: RecordingState;
}

/** What a window hears of the listener that it is connected to. */
export interface ConnectionEvents {
  changed(news: ListenerNews): void;
  /** The listener listens there now, or no longer: whichever window has asked for it. */
  listening(addresses: ListenerAddresses | undefined): void;
  importing(progress: ImportProgress): void;
  /** A recording has ended because its file could not be written; one sentence. */
  recordingFailed(message: string): void;
  log(level: "info" | "warn" | "error", message: string): void;
  /** `died`: this window's worker has ended unasked. `moved`: the owner has closed, or another window owns it now. */
  ended(how: "died" | "moved", reason: string): void;
}

/**
 * Worker to owner, and to the windows that follow: answers, and the news that something changed: the first after quiet at
 * once, those that follow together each 40 ms.
 */
export type FromListener =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: ListenerFailure }
  | { readonly importing: ImportProgress }
  /** A recording has ended because its file could not be written; one sentence. */
  | { readonly recordingFailed: string }
  | { readonly changed: ListenerNews }
  | { readonly listening: ListenerAddresses | null }
  /** Another window owns the listener now: this worker has closed its ports. */
  | { readonly replaced: true }
  | { readonly log: { readonly level: "info" | "warn" | "error"; readonly message: string } };
