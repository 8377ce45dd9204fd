import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { CodexEvent } from "../../events/codexEvent.ts";
import { InnerFindings } from "./innerFindings.ts";

/** How much a `DetectionEngine` remembers at most; what is older is forgotten first. */
export interface DetectionMemory {
  readonly sessions: number;
  /** Things that still wait for others, for each session. */
  readonly waitingPerSession: number;
}

/** What the detections remember of one session, in order of last use. */
export class SessionMemory {
  /** What was found in calls that scripts made. */
  readonly calls = new InnerFindings();
  readonly #waiting = new Map<string, readonly bigint[]>();
  readonly #lists = new Map<string, Set<string>>();
  readonly #most: number;
  #held = 0;
  #latest = 0n;

  constructor(most: number) {
    this.#most = most;
  }

  /** When the event happened, in nanoseconds; one without a time happened when the latest did. */
  timeOf({ timeUnixNano }: CodexEvent): bigint {
    if (timeUnixNano > this.#latest) this.#latest = timeUnixNano;
    return timeUnixNano > 0n ? timeUnixNano : this.#latest;
  }

  /** The times kept under a key, earliest first. */
  times(key: string): readonly bigint[] {
    return this.#waiting.get(key) ?? [];
  }

  keepTimes(key: string, times: readonly bigint[]): void {
    this.#forget(key);
    if (times.length > 0) this.#waiting.set(key, times);
    this.#held += times.length;
    for (const oldest of this.#waiting.keys()) {
      if (this.#held <= this.#most) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#held -= this.times(key).length;
    this.#waiting.delete(key);
  }

  /** The names kept under a key; undefined when there is no list. */
  list(key: string): Set<string> | undefined {
    return this.#lists.get(key);
  }

  keepList(key: string, names: Set<string> | undefined): void {
    if (names === undefined) this.#lists.delete(key);
    else this.#lists.set(key, names);
    forgetOldest(this.#lists, this.#most);
  }
}

const longestKey = 128;

/** Whoever sends the events chooses the value; a long one is remembered by its hash. */
export function shortKey(text: string): string {
  return text.length <= longestKey ? text : `sha256:${bytesToHex(sha256(utf8ToBytes(text)))}`;
}

function forgetOldest(entries: Map<string, unknown>, most: number): void {
  for (const key of entries.keys()) {
    if (entries.size <= most) return;
    entries.delete(key);
  }
}
