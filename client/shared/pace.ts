/** The time, as a pace needs it. */
export interface PaceClock {
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Runs a task after so many milliseconds, unless the returned function is called before. */
  readonly later: (task: () => void, milliseconds: number) => () => void;
}

/** What is done at a pace, and how calmly. */
export interface PaceOptions {
  /** Returns undefined when there was nothing to do after all. */
  readonly task: () => Promise<unknown> | undefined;
  /** Milliseconds that have to pass after the end of one before the next begins; none without it. */
  readonly pause?: () => number;
}

/** Node's own clock. */
export const systemClock: PaceClock = {
  now: () => performance.now(),
  later(task, milliseconds) {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * Does a task that is asked for again and again: what is asked for together is done once, the soonest request counts, and
 * two of them never overlap.
 */
export class Pace {
  readonly #clock: PaceClock;
  readonly #options: PaceOptions;
  #due: { readonly at: number; readonly cancel: () => void } | undefined;
  #running: Promise<unknown> | undefined;
  #endedAt = Number.NEGATIVE_INFINITY;
  /** Within how many milliseconds the task was asked for while it ran. */
  #askedMeanwhile = Number.POSITIVE_INFINITY;
  #isStopped = false;

  constructor(clock: PaceClock, options: PaceOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** The task is to begin within so many milliseconds, or as soon as the pause after the last one is over. */
  within(milliseconds: number): void {
    if (this.#isStopped) return;
    if (this.#running !== undefined) {
      this.#askedMeanwhile = Math.min(this.#askedMeanwhile, milliseconds);
      return;
    }
    const now = this.#clock.now();
    const at = Math.max(now + milliseconds, this.#endedAt + (this.#options.pause?.() ?? 0));
    if (this.#due !== undefined && this.#due.at <= at) return;
    this.#due?.cancel();
    const cancel = this.#clock.later(() => this.#begin(), at - now);
    this.#due = { at, cancel };
  }

  /** Runs another task while this one waits, after the one that is running has ended. */
  async alone<T>(task: () => Promise<T>): Promise<T> {
    while (this.#running !== undefined) await this.#running;
    const result = task();
    this.#run(result);
    return result;
  }

  /** Nothing begins any more. */
  stop(): void {
    this.#isStopped = true;
    this.#due?.cancel();
    this.#due = undefined;
  }

  #begin(): void {
    this.#due = undefined;
    if (this.#running !== undefined) {
      this.#askedMeanwhile = 0;
      return;
    }
    const task = this.#options.task();
    if (task !== undefined) this.#run(task);
  }

  #run(task: Promise<unknown>): void {
    const ended = () => {
      this.#endedAt = this.#clock.now();
      this.#running = undefined;
      const asked = this.#askedMeanwhile;
      this.#askedMeanwhile = Number.POSITIVE_INFINITY;
      if (asked !== Number.POSITIVE_INFINITY) this.within(asked);
    };
    this.#running = task.then(ended, ended);
  }
}
