import { setImmediate as nextTurn } from "node:timers/promises";
import { openSender } from "../send/otlpSender.ts";

/** What the forwarding needs from its surroundings. */
export interface RelayWorld {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** Lets others have their turn. */
  nextTurn(): Promise<unknown>;
  /** Calls back once, unless the returned function was called before. */
  after(milliseconds: number, callback: () => void): () => void;
  readonly openSender: typeof openSender;
}

export const systemWorld: RelayWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  nextTurn: () => nextTurn(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  openSender,
};
