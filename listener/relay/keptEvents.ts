import type { IdSet } from "./idSet.ts";

/** Some of the events that a store keeps. */
export interface KeptEvents {
  readonly ids: IdSet;
  /** Identity of the store whose ids they are; undefined where that is not known. */
  readonly store?: string | undefined;
}

/** Which kept events a request was made of. */
export interface RequestEvents {
  /** Identity of the store whose ids they are. */
  readonly store: string;
  /** Id of the log record at a position, from 0 on. */
  readonly idAt: (position: number) => number;
}
