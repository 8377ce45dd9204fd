import type { EventOutcome } from "../../core/events/eventOutcome.ts";
import type { AccountStep, AttributeAccount, DetectionAccount } from "../../core/policy/evaluate/explain.ts";
import type { HashSalt } from "../../core/policy/evaluate/hashSalt.ts";
import type { Finding, Redaction } from "../../core/policy/model/outcome.ts";
import type { RefusalCause } from "../../core/setup/setupFacts.ts";
import type { TimelineEvent } from "../../core/timeline/timelineEvent.ts";
import type { DeliveryCount } from "../query/deliveryCounts.ts";
import type { ExportedSession } from "../record/exportSession.ts";
import type { AllowedForward } from "../relay/forwardConsent.ts";
import type { ConnectionStep, ConnectionTarget } from "../send/connectionProbe.ts";
import type { ProxySettings } from "../send/proxy.ts";
import type { PolicyLocation } from "../send/tlsFiles.ts";
import type { SeenAnswer } from "../store/seenFilters.ts";
import type { StorageDamage } from "../store/storageDamage.ts";

/**
 * What the listener's worker and its owner say to each other. Everything here survives structured cloning; values are
 * rendered to text in the worker, and credentials are masked there unless `reveal` was asked for.
 */
export interface ListenerOptions extends ForwardingOptions {
  /** 0 picks a free port. */
  readonly grpcPort: number;
  readonly httpPort: number;
  /** Loopback addresses only. */
  readonly host: string;
  /** Policy as TOML text; undefined means the built-in default. */
  readonly policyText: string | undefined;
  /**
   * Where it is from: `built-in`, `user:URI` for the person's own, `workspace:URI` for one that came with a workspace, or
   * `file:PATH` for one that was named on the command line. What waits for a destination of one is never sent by another.
   */
  readonly policyOrigin?: string;
  /** Where that policy lies; without it no file is read that it names. */
  readonly policyPlace?: PolicyLocation;
  /**
   * What a request has to bring in its header for its events to be marked as verified; without it none are marked. It counts
   * for the listener of its owner alone.
   */
  readonly senderToken?: string;
  /** The largest message that is received, before and after decompression; 16 MiB without it. */
  readonly maximumMessageBytes?: number;
  /** The store keeps the newest this many events. */
  readonly maximumEvents: number;
  /** Owner-only folder of what is kept; without it everything stays in memory and ends with the worker. */
  readonly folder?: string;
  /** A folder of what an earlier listener has kept: that is deleted. */
  readonly forgetFolder?: string;
  /** What was written to the folder before this time, in milliseconds since 1970, is deleted when it is opened. */
  readonly keepSince?: number;
  /** For how long events are kept while the listener runs, an hour more or less; without it until there are too many. */
  readonly keepMilliseconds?: number;
  /** Whether destinations of the policy with `forward` are sent what they receive. Off unless it is true. */
  readonly forward?: boolean;
  /** What was being recorded when an earlier listener ended: it goes on before anything is received. */
  readonly resumeRecording?: Omit<RecordingState, "requests">;
  /** Set when other windows may follow this listener. It counts at the first start only. */
  readonly share?: ShareOptions;
}

/** What forwarding needs to know. */
export interface ForwardingOptions {
  /** Owner-only folder of what waits to be sent; without it the queues end with the worker. */
  readonly relayFolder?: string;
  /** The folder of an earlier listener that had one: what waits there is sent, or grows old, and nothing is added. */
  readonly leftRelayFolder?: string;
  /** Values of headers that are not in the environment, by the names that the policy has for them. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** What the person has allowed of policies that came with a workspace. The worker compares it with the policy in force. */
  readonly allowed?: readonly AllowedForward[];
  /** What the editor's settings say of proxies; the environment is asked beside them. */
  readonly proxies?: ProxySettings;
}

/** What is being recorded. */
export interface RecordingState {
  readonly file: string;
  readonly requests: number;
  /** As it was asked for: how large a file may grow before it is set aside, and how many of those are kept. */
  readonly maximumBytes?: number;
  readonly keep?: number;
}

/** How far an import is, or was when it ended. */
export interface ImportProgress {
  /** Files that were read to their end. */
  readonly files: number;
  readonly requests: number;
  /** Log records, spans and metric points. */
  readonly items: number;
  /** Lines that were no requests, and files that could not be read. */
  readonly broken: number;
  /** The first of them, in one sentence. */
  readonly firstFailure?: string;
}

/** What a destination's receiver said last, in plain words. */
export interface RelayAnswer {
  readonly timeUnixMilliseconds: number;
  readonly good: boolean;
  /** `accepted`, `401: the key was refused`, … */
  readonly summary: string;
  /** One sentence with what to check; may be empty. */
  readonly check: string;
  /** What is to be looked at when it is not good. */
  readonly cause?: RefusalCause;
}

/** How many log records, spans and metric points. */
export interface SignalCounts {
  readonly logs: number;
  readonly traces: number;
  readonly metrics: number;
}

/** What became of what was accepted for a destination: `accepted` is at any time the sum of all the others. */
export interface DeliveryCounts {
  readonly accepted: SignalCounts;
  /** The receiver has taken it. */
  readonly sent: SignalCounts;
  /** The receiver said that it will never take it. */
  readonly refused: SignalCounts;
  /** It will never be sent: the queue was full, it was too old, the disk failed, or the person discarded it. */
  readonly lost: SignalCounts;
  /** It is sent as soon as that is possible. */
  readonly waiting: SignalCounts;
  /** It is not sent unless the person says so, or comes back to the policy, endpoint or consent that it was accepted under. */
  readonly atRest: SignalCounts;
}

/** Items that were refused or lost, and why, in a few words. */
export interface CountedReason {
  readonly reason: string;
  readonly items: number;
}

/**
 * Why what waits is at rest: forwarding is off, the policy names another endpoint, is another one, or has no such destination
 * any more, the person has not allowed it as it is now, or it is not known where it was to go (`unknown`).
 */
export type RestReason = "off" | "endpoint" | "policy" | "gone" | "consent" | "unknown";

/**
 * How far the forwarding to a destination is. There is one for each destination that is forwarded to, and one for each queue
 * of another endpoint or policy in which something is at rest or still being sent.
 */
export interface RelayStatus {
  /** Names the queue in requests about it. */
  readonly queue: string;
  /** Empty when it is not known. */
  readonly destination: string;
  /** Without credentials and query; empty when it is not known. */
  readonly endpoint: string;
  /** Host and port of the proxy that the way leads through. */
  readonly proxy?: string;
  readonly policyOrigin: string;
  /** Whether what is received goes into it. */
  readonly isCurrent: boolean;
  /**
   * `waiting`: for the next attempt. `paused`: the receiver refused the key or where it leads, nothing is sent until that
   * changes. `stopped`: see `problem`. `resting`: see `rest`.
   */
  readonly state: "idle" | "sending" | "waiting" | "paused" | "stopped" | "resting";
  readonly rest?: RestReason;
  /** One sentence: why nothing can be sent. */
  readonly problem?: string;
  /** Nothing is sent because the person has not allowed it. */
  readonly needsConsent?: true;
  /** What is to be looked at because of it. */
  readonly cause?: RefusalCause;
  readonly items: DeliveryCounts;
  readonly bytes: { readonly sent: number; readonly queued: number };
  /** Requests that were taken. */
  readonly requests: number;
  /** Attempts beyond the first of a request. */
  readonly retries: number;
  readonly refusals: readonly CountedReason[];
  readonly losses: readonly CountedReason[];
  /**
   * Events that were refused or lost: so many, at most, could be sent again while they are kept. Those that another store kept
   * are among them and cannot; `missedEvents` tells how many can.
   */
  readonly missed: number;
  /** Events that were refused or lost and cannot be sent again: more were missed than can be remembered. */
  readonly forgotten: number;
  /** Environment variables, or secrets, whose values it is sent with as headers. */
  readonly variables: readonly string[];
  readonly lastAnswer?: RelayAnswer;
}

/** What the worker needs to know to serve other windows. */
export interface ShareOptions {
  /** Owner-only folder in which windows find each other. */
  readonly folder: string;
  /** Number of the claim that this window has made. */
  readonly claim: number;
  /** Version of the extension: windows with another one can't follow. */
  readonly version: string;
  /** Name of this window. */
  readonly window: string;
  /** Whether everything is forgotten when the last window closes. */
  readonly forgetAtEnd: boolean;
}

export interface ListenerAddresses {
  /** `127.0.0.1:4317` */
  readonly grpc: string;
  readonly http: string;
}

export type ListenerErrorCode =
  | "port-in-use"
  | "permission-denied"
  | "not-loopback"
  | "policy-invalid"
  | "other-version"
  /** Another process uses the folder of what waits to be sent. */
  | "folder-in-use"
  | "gone"
  | "failed";

export interface ListenerFailure {
  readonly code: ListenerErrorCode;
  /** One sentence with what to do next. */
  readonly message: string;
  readonly port?: number;
}

export interface ListenerTotals {
  readonly events: number;
  readonly spans: number;
  readonly metricPoints: number;
  readonly requests: number;
  readonly refused: number;
  readonly findings: number;
  /** Events let go because the store was full. */
  readonly evicted: number;
  /** Sessions that have events left; the newest thousand are listed. */
  readonly sessions?: number;
  /** What of the kept could not be read when the folders were opened. */
  readonly unread?: StorageDamage;
}

/**
 * Whether the request that brought an event had the header that the listener knew. What was taken in while no senders were
 * verified, or comes from a capture, has no mark.
 */
export type SenderMark = "verified" | "unverified";

/** Which events to show; everything that is given must hold. Texts are compared without case. */
export interface EventFilter {
  readonly session?: string;
  readonly turn?: number;
  /** Event names, or globs of them, any of which holds. */
  readonly events?: readonly string[];
  /** `name` is that of an attribute, `resource.NAME` or `body`; without `equals` and `contains` it must be there. */
  readonly attributes?: readonly { readonly name: string; readonly equals?: string; readonly contains?: string }[];
  readonly destination?: DestinationFilter;
  /** Ids of detections, any of which found the event; `any` for all that have a finding. */
  readonly findings?: "any" | readonly string[];
  readonly sender?: SenderMark;
  /** Occurs in the event's name, body or the text of an attribute. */
  readonly text?: string;
}

/** What becomes of an event on its way to a destination. */
export interface DestinationFilter {
  readonly name: string;
  readonly decision: "deliver" | "withhold";
  /** The last part of the rule that decided, such as `receives` or `when[0]`. */
  readonly rule?: string;
  /** A data class of which something was redacted, or the name of a secret that was replaced. */
  readonly redacted?: string;
}

/** How far a search has come. It goes on while it is asked for, and with what arrives. */
export interface FilterProgress {
  readonly matches: number;
  /** False while older events are still to be looked at. */
  readonly complete: boolean;
}

/** What the events of a session or of a turn come to. */
export interface EventCounts {
  readonly startUnixMilliseconds: number;
  readonly lastUnixMilliseconds: number;
  readonly events: number;
  readonly findings: number;
  /** Events that tell of something that failed, and of something that was denied. */
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
}

export interface TurnSummary extends EventCounts {
  readonly session: string;
  /** 0 is what happened before the first prompt, 1 is the first prompt. */
  readonly turn: number;
  /** The prompt, credentials masked, control characters escaped, at most 120 characters; empty for turn 0. */
  readonly prompt: string;
}

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
}

export interface AttributeRow {
  readonly name: string;
  /** Wire type: string, int, bool, … */
  readonly type: string;
  readonly class: string;
  /** Credentials masked, control characters escaped. */
  readonly text: string;
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

/** Requests the owner makes, with what each answers. */
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
  /** Sends what is at rest in a queue to the endpoint that it was queued for, with these values for its headers. */
  sendQueue: { parameters: { queue: string; secrets?: Readonly<Record<string, string>> }; result: undefined };
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

/** What has changed since the last news. */
export interface ListenerNews {
  readonly sessions: readonly string[];
  readonly totals: ListenerTotals;
  /** Not only those sessions: some may be gone, or have been missed. */
  readonly everything?: boolean;
  /** What is being recorded; without it, nothing is. */
  readonly recording?: RecordingState;
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
