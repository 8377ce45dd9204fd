/** When something runs that is not run at once. */
export interface PaceTimers {
  /** Runs a task when what is being answered now has been answered. */
  soon(task: () => void): void;
  /** Runs a task after so many milliseconds. */
  later(task: () => void, milliseconds: number): void;
}

const systemTimers: PaceTimers = {
  soon: (task) => void setImmediate(task),
  later: (task, milliseconds) => void setTimeout(task, milliseconds),
};

/**
 * When changes are told: the first after quiet at once, those that follow together, at most once in each interval. So one
 * event is seen without delay, and a burst of events costs the editor no more than a few.
 */
export class NewsPace {
  readonly #tell: () => void;
  readonly #interval: number;
  readonly #timers: PaceTimers;
  /** Whether the next change is the first after quiet. */
  #isQuiet = true;
  #hasMore = false;

  constructor(tell: () => void, intervalMilliseconds: number, timers = systemTimers) {
    this.#tell = tell;
    this.#interval = intervalMilliseconds;
    this.#timers = timers;
  }

  /** Something has changed. */
  note(): void {
    this.#hasMore = true;
    if (!this.#isQuiet) return;
    this.#isQuiet = false;
    this.#timers.soon(() => this.#next());
  }

  #next(): void {
    if (!this.#hasMore) {
      this.#isQuiet = true;
      return;
    }
    this.#hasMore = false;
    this.#timers.later(() => this.#next(), this.#interval);
    this.#tell();
  }
}
