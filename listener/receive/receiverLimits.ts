/** How long the receivers wait for a sender. */
export interface ReceiverLimits {
  /** For the head of a request over HTTP. */
  readonly headersMilliseconds: number;
  /** For a whole request. */
  readonly requestMilliseconds: number;
}

/** Senders are on this machine: whoever needs longer is broken or means harm. */
export const usualLimits: ReceiverLimits = { headersMilliseconds: 10_000, requestMilliseconds: 30_000 };

/** How long requests in flight may take to finish when a receiver stops. Without any, stopping is immediate. */
export const shutdownMilliseconds = 3000;
