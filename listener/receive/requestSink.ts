import type { Signal } from "../../core/otlp/requests.ts";
import type { SenderMark } from "../protocol/eventFilter.ts";

/** An export request as it is kept and passed on: its protobuf bytes, whichever form it came in. */
export interface ReceivedRequest {
  readonly signal: Signal;
  readonly bytes: Uint8Array;
  /** Undefined where senders are not verified. */
  readonly sender?: SenderMark;
}

/** Where a receiver hands over what has come in. */
export interface RequestSink {
  /**
   * Takes a whole request, before it is answered: when this returns, it is safe. Throws an `OtlpDecodeError` when the
   * bytes are no such request; nothing of it was taken then.
   *
   * There is no partial success (OTLP specification, "Partial Success"): it is for records that a receiver can read and
   * will not take, and this one takes every record that it can read, whatever is in it. Bytes that cannot be read leave no
   * telling where the next record begins, so the request is refused whole, as the specification has it for bad data:
   * INVALID_ARGUMENT or 400, which is not sent again.
   */
  accept(request: ReceivedRequest): void;
  /** A request that was refused; the reason quotes nothing of its content. */
  refuse(reason: string): void;
  /** What the value of a request's `senderHeader` says of its sender; undefined where senders are not verified. */
  senderOf?(presented: string | readonly string[] | undefined): SenderMark | undefined;
  /** Whether what was accepted is still to be worked off, so that nothing more may be accepted for now. */
  isBusy?(): boolean;
}

/** A sender that was told to come again may do so after this time. */
export const retrySeconds = 1;

/** What a sender is told whose request could not be kept: it may send it again. */
export const notKeptMessage =
  "The listener could not keep the request; the disk may be full. Send it again in a second.";

/**
 * What a sender is told meanwhile. Which status a sender gets that may come again (OTLP specification, "OTLP/HTTP Throttling"
 * and "OTLP/gRPC Throttling"; each with Retry-After or RetryInfo):
 * - the listener is behind, or could not keep a request: 503, UNAVAILABLE. Nothing is wrong with what the sender does.
 * - senders together have more under way than there is memory for: 429, RESOURCE_EXHAUSTED. This one had the most.
 * A message over the limit of bytes, or of what it holds, is 413 and RESOURCE_EXHAUSTED without RetryInfo, which is not to be sent again.
 */
export const busyMessage = "What came before is still to be worked off: send the request again in a second.";

/** What the sender is told whose request has to go because all of them together take too much memory. */
export const fullMessage =
  "More is being sent at once than there is memory for: send the request again in a second, or less at a time.";
