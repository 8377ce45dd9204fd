import { openSender } from "../send/otlpSender.ts";

/** What the forwarding needs from its surroundings. */
export interface RelayWorld {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** Calls back once, unless the returned function was called before. */
  after(milliseconds: number, callback: () => void): () => void;
  readonly openSender: typeof openSender;
}

export const systemWorld: RelayWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  openSender,
};
