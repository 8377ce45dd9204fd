/** Longer ago than this many milliseconds does not count. */
const window = 3000;

/** How many events arrive in a second, over the last few seconds. */
export class EventRate {
  #samples: { readonly at: number; readonly events: number }[] = [];

  /** Notes how many events have been received in all, at a time in milliseconds. */
  note(events: number, at: number): void {
    // everything was forgotten, or another listener counts
    if (events < (this.#samples.at(-1)?.events ?? 0)) this.#samples = [];
    this.#samples.push({ at, events });
  }

  /** Begins anew: what is noted next may be another listener's count, or one that went on unseen. */
  reset(): void {
    this.#samples = [];
  }

  /** Rounded; 0 when nothing has arrived lately. */
  perSecond(now: number): number {
    while ((this.#samples[1]?.at ?? now) < now - window) this.#samples.shift();
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at < now - window) return 0;
    return Math.round(((last.events - first.events) * 1000) / Math.max(1000, now - first.at));
  }
}
