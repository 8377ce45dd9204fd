import type { DeliveryStatistics } from "../../core/policy/deliver/deliveryStatistics.ts";
import type { Forward } from "../../core/policy/model/policyModel.ts";
import type { RefusalCause } from "../../core/setup/setupFacts.ts";
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
  readonly protocol: Forward["protocol"];
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

/** What a person was shown of a queue before they said that it is to be sent. */
export interface ShownQueue {
  /** As the status of the queue has it. */
  readonly endpoint: string;
  readonly variables: readonly string[];
}

/** How far the counting has come. It goes on while it is asked for, and with what arrives. */
export interface DeliveryCount {
  readonly destinations: readonly DeliveryStatistics[];
  /** False while events are still to be looked at. */
  readonly complete: boolean;
  /** Events that were let go before they were looked at. */
  readonly missed: number;
}
