/** What the receivers put up with. */
export interface ReceiverLimits {
  /** For the head of a request over HTTP. */
  readonly headersMilliseconds: number;
  /** For a whole request. */
  readonly requestMilliseconds: number;
  /** The largest message in bytes, before and after decompression. */
  readonly maximumMessageBytes: number;
  /** Connections at the same time, for each of the two receivers. */
  readonly maximumConnections: number;
}

/**
 * Senders are on this machine: whoever needs longer is broken or means harm. Codex has sent up to 1.3 MB; 512 long prompts
 * pass 4 MiB.
 */
export const usualLimits: ReceiverLimits = {
  headersMilliseconds: 10_000,
  requestMilliseconds: 30_000,
  maximumMessageBytes: 16 * 1024 * 1024,
  maximumConnections: 256,
};

/** How long requests in flight may take to finish when a receiver stops. Without any, stopping is immediate. */
export const shutdownMilliseconds = 3000;
