import type { ChangedSessions } from "../listener/listenerService.ts";

/** What of a view is out of date: the ids of sessions, or everything. */
export type Outdated = ReadonlySet<string> | "all";

/** What the pace needs of the world. */
export interface RefreshPaceDependencies {
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Runs a task after so many milliseconds. */
  readonly later: (task: () => void, milliseconds: number) => void;
  /** Brings the view up to date. Two of these never overlap. */
  readonly refresh: (outdated: Outdated) => Promise<void>;
}

/** The first change is shown at once, those that follow together after so many milliseconds, so that the view is calm. */
export const refreshInterval = 200;

/**
 * When a view of what is received is refreshed: calmly, only while it is seen, and not while it is paused, unless a person
 * has asked for something else to be shown.
 */
export class RefreshPace {
  readonly #dependencies: RefreshPaceDependencies;
  #outdated: Set<string> | "all" = new Set();
  /** A person waits for what is outdated. */
  #isAskedFor = false;
  #isWaiting = false;
  #running: Promise<unknown> | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  /** Before the view has been filled for the first time, it will get what there is then. */
  #isFilled = false;
  #isVisible = false;
  #received = 0;
  /** How many events had been received when the rows began to stand still. */
  #pausedAt: number | undefined;

  constructor(dependencies: RefreshPaceDependencies) {
    this.#dependencies = dependencies;
  }

  /** How many events have arrived since the view was paused; undefined while it is not. */
  get waiting(): number | undefined {
    return this.#pausedAt === undefined ? undefined : Math.max(0, this.#received - this.#pausedAt);
  }

  /** The listener has news; `events` is how many it has received in all. What was cleared is gone from a paused view too. */
  received(sessions: ChangedSessions, events: number): void {
    this.#received = events;
    if (sessions === "all") this.showNow();
    else if (sessions === "every") this.#outdated = "all";
    else if (this.#outdated !== "all") for (const session of sessions) this.#outdated.add(session);
    this.#schedule();
  }

  /** Everything is to be shown anew because a person wants to see something else, paused or not. */
  showNow(): void {
    this.#outdated = "all";
    this.#isAskedFor = true;
    this.#schedule();
  }

  /** The view was given everything: nothing of it is outdated, and from here on what arrives is counted as waiting. */
  filled(): void {
    this.#isFilled = true;
    this.#outdated = new Set();
    this.#isAskedFor = false;
    if (this.#pausedAt !== undefined) this.#pausedAt = this.#received;
  }

  /** Lets the rows stand still, or shows what has arrived meanwhile. */
  pause(paused: boolean): void {
    this.#pausedAt = paused ? this.#received : undefined;
    this.#schedule();
  }

  setVisible(visible: boolean): void {
    this.#isVisible = visible;
    this.#schedule();
  }

  /** Runs a task during which nothing is refreshed, after the refresh that is running has ended. */
  async alone<T>(task: () => Promise<T>): Promise<T> {
    while (this.#running !== undefined) await this.#running;
    const result = task();
    this.#run(result);
    return result;
  }

  #schedule(): void {
    const nothing = this.#outdated !== "all" && this.#outdated.size === 0;
    const standsStill = this.#pausedAt !== undefined && !this.#isAskedFor;
    if (nothing || standsStill || !this.#isVisible || !this.#isFilled) return;
    if (this.#isWaiting || this.#running !== undefined) return;
    this.#isWaiting = true;
    const wait = Math.max(0, this.#refreshedAt + refreshInterval - this.#dependencies.now());
    this.#dependencies.later(() => {
      this.#isWaiting = false;
      this.#refresh();
    }, wait);
  }

  /** Things may have changed since it was due: the view was paused or hidden, or a task runs. */
  #refresh(): void {
    const standsStill = this.#pausedAt !== undefined && !this.#isAskedFor;
    if (this.#running !== undefined || standsStill || !this.#isVisible) return;
    const outdated = this.#outdated;
    this.#outdated = new Set();
    this.#isAskedFor = false;
    this.#run(this.#dependencies.refresh(outdated));
  }

  #run(task: Promise<unknown>): void {
    const ended = () => {
      this.#refreshedAt = this.#dependencies.now();
      this.#running = undefined;
      this.#schedule();
    };
    this.#running = task.then(ended, ended);
  }
}
