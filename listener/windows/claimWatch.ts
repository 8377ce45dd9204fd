import type { NewestClaim } from "./claims.ts";

/**
 * How old a claim is for whoever waits for it. The time of its file is that of the clock on the wall, which may have been put
 * back since: it is at least as old as it has been seen without a change.
 */
export class ClaimWatch {
  readonly #now: () => number;
  #seen: { readonly text: string; readonly since: number } | undefined;

  /** `now`: milliseconds of a clock that nobody sets. */
  constructor(now: () => number) {
    this.#now = now;
  }

  aged(newest: NewestClaim | undefined): NewestClaim | undefined {
    if (newest === undefined) return undefined;
    const { claim, record, age } = newest;
    const text = JSON.stringify([claim, record]);
    if (this.#seen?.text !== text) this.#seen = { text, since: this.#now() };
    return { claim, record, age: Math.max(age, this.#now() - this.#seen.since) };
  }
}
