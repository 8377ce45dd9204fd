import type { Finding, Redaction } from "../core/policy/outcome.ts";

/**
 * What the listener's worker and its owner say to each other. Everything here survives structured cloning; values are
 * rendered to text in the worker, and credentials are masked there unless `reveal` was asked for.
 */
export interface ListenerOptions {
  /** 0 picks a free port. */
  readonly grpcPort: number;
  readonly httpPort: number;
  /** Loopback addresses only. */
  readonly host: string;
  /** Policy as TOML text; undefined means the built-in default. */
  readonly policyText: string | undefined;
  /** The store keeps the newest this many events. */
  readonly maximumEvents: number;
}

export interface ListenerAddresses {
  /** `127.0.0.1:4317` */
  readonly grpc: string;
  readonly http: string;
}

export type ListenerErrorCode = "port-in-use" | "permission-denied" | "not-loopback" | "policy-invalid" | "failed";

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
}

export interface SessionSummary {
  /** conversation.id; empty for records outside of any session. */
  readonly id: string;
  readonly services: readonly string[];
  readonly originator: string;
  readonly model: string;
  readonly startUnixMilliseconds: number;
  readonly lastUnixMilliseconds: number;
  readonly turns: number;
  readonly events: number;
  readonly findings: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface TurnSummary {
  readonly session: string;
  /** 0 is what happened before the first prompt, 1 is the first prompt. */
  readonly turn: number;
  /** The prompt, credentials masked, control characters escaped, at most 120 characters; empty for turn 0. */
  readonly prompt: string;
  readonly startUnixMilliseconds: number;
  readonly events: number;
  readonly findings: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface EventRow {
  /** Grows by one for each stored event; stable while the listener lives. */
  readonly id: number;
  readonly session: string;
  readonly turn: number;
  readonly name: string;
  readonly timeUnixMilliseconds: number;
  /** Short, for the row: tool and command, status code, decision; credentials masked. */
  readonly summary: string;
  readonly findings: readonly Finding[];
}

export interface AttributeRow {
  readonly name: string;
  /** Wire type: string, int, bool, … */
  readonly type: string;
  readonly class: string;
  /** Credentials masked, control characters escaped. */
  readonly text: string;
}

export interface RouteRow {
  readonly destination: string;
  readonly decision: "deliver" | "withhold";
  readonly rule: string;
  readonly reason: string;
  readonly redactions: readonly Redaction[];
  /** What the destination gets, or would have got, attribute by attribute. */
  readonly attributes: readonly AttributeRow[];
}

export interface EventDetail extends EventRow {
  readonly attributes: readonly AttributeRow[];
  readonly resource: readonly AttributeRow[];
  readonly routes: readonly RouteRow[];
}

/** Pretty-printed JSON of both sides, stable in order, credentials masked on the received side. */
export interface EventPreview {
  readonly received: string;
  readonly delivered: string;
}

/** Requests the owner makes, with what each answers. */
export interface ListenerRequests {
  start: { parameters: ListenerOptions; result: ListenerAddresses };
  stop: { parameters: undefined; result: undefined };
  setPolicy: { parameters: { policyText: string | undefined }; result: undefined };
  totals: { parameters: undefined; result: ListenerTotals };
  sessions: { parameters: undefined; result: readonly SessionSummary[] };
  turns: { parameters: { session: string }; result: readonly TurnSummary[] };
  events: {
    parameters: { session: string; turn: number; offset: number; limit: number };
    result: { readonly total: number; readonly rows: readonly EventRow[] };
  };
  event: { parameters: { id: number }; result: EventDetail | undefined };
  preview: { parameters: { id: number; destination: string }; result: EventPreview | undefined };
  destinations: {
    parameters: undefined;
    result: readonly { readonly name: string; readonly description: string }[];
  };
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

/** Worker to owner: answers, and at display speed (at most one each 100 ms) the news that something changed. */
export type FromListener =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: ListenerFailure }
  | { readonly changed: { readonly sessions: readonly string[]; readonly totals: ListenerTotals } }
  | { readonly log: { readonly level: "info" | "warn" | "error"; readonly message: string } };
