import type { RequestExtent } from "../../core/otlp/requestExtent.ts";
import { inflateReserve } from "./inflate.ts";
import { MemoryBudget } from "./memoryBudget.ts";

/** What the receivers put up with. */
export interface ReceiverLimits {
  /** For the head of a request over HTTP. */
  readonly headersMilliseconds: number;
  /** For a whole request. */
  readonly requestMilliseconds: number;
  /** The largest message in bytes, before and after decompression. */
  readonly maximumMessageBytes: number;
  /** What one message may hold, however few bytes it takes. */
  readonly maximumExtent: RequestExtent;
  /** What messages that are not yet whole may take together; both receivers share it. */
  readonly budget: MemoryBudget;
  /** Connections at the same time, for each of the two receivers. */
  readonly maximumConnections: number;
}

/**
 * Senders are on this machine: whoever needs longer is broken or means harm. Codex has sent up to 1.3 MB; 512 long prompts
 * pass 4 MiB.
 */
export function receiverLimits(maximumMessageBytes: number = usualMessageBytes): ReceiverLimits {
  const budget = Math.max(usualBudgetBytes - inflateReserve(maximumMessageBytes), 4 * maximumMessageBytes);
  return {
    headersMilliseconds: 10_000,
    requestMilliseconds: 30_000,
    maximumMessageBytes,
    maximumExtent: usualExtent,
    budget: new MemoryBudget(budget),
    maximumConnections: 256,
  };
}

export const usualMessageBytes: number = 16 * 1024 * 1024;
/** Codex sends at most 512 records at once, other senders up to 10,000. */
export const usualExtent: RequestExtent = { items: 50_000, parts: 1_000_000 };
/** With what is kept for decompressing. */
const usualBudgetBytes = 256 * 1024 * 1024;

/** How long requests in flight may take to finish when a receiver stops. Without any, stopping is immediate. */
export const shutdownMilliseconds = 3000;

/** How long a refused sender may go on sending, so that it comes to read why it was refused. */
export const lingerMilliseconds = 2000;
