import type { ChangedSessions } from "../../listener/protocol/listenerRequests.ts";
import { Pace, type PaceClock } from "./pace.ts";

/** What of a view is out of date: the ids of sessions, or everything. */
export type Outdated = ReadonlySet<string> | "any";

/** The first change is shown at once, those that follow together after so many milliseconds, so that the view is calm. */
export const refreshInterval = 200;

/**
 * When a view of what is received is refreshed: calmly, only while it is seen, and not while it is paused, unless a person
 * has asked for something else to be shown.
 */
export class RefreshPace {
  readonly #pace: Pace;
  #outdated: Set<string> | "any" = new Set();
  /** A person waits for what is outdated. */
  #isAskedFor = false;
  /** Before the view has been filled for the first time, it will get what there is then. */
  #isFilled = false;
  #isVisible = false;
  #received = 0;
  /** How many events had been received when the rows began to stand still. */
  #pausedAt: number | undefined;

  /** `refresh` brings the view up to date. */
  constructor(clock: PaceClock, refresh: (outdated: Outdated) => Promise<void>) {
    this.#pace = new Pace(clock, { task: () => this.#refresh(refresh), pause: () => refreshInterval });
  }

  /** How many events have arrived since the view was paused; undefined while it is not. */
  get waiting(): number | undefined {
    return this.#pausedAt === undefined ? undefined : Math.max(0, this.#received - this.#pausedAt);
  }

  /** The listener has news; `events` is how many it has received in all. What was cleared is gone from a paused view too. */
  received(sessions: ChangedSessions, events: number): void {
    this.#received = events;
    if (sessions === "cleared") this.showNow();
    else if (sessions === "any") this.#outdated = "any";
    else if (this.#outdated !== "any") for (const session of sessions) this.#outdated.add(session);
    this.#schedule();
  }

  /** Everything is to be shown anew because a person wants to see something else, paused or not. */
  showNow(): void {
    this.#outdated = "any";
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
  alone<T>(task: () => Promise<T>): Promise<T> {
    return this.#pace.alone(task);
  }

  /** Nothing is refreshed any more. */
  stop(): void {
    this.#pace.stop();
  }

  get #isDue(): boolean {
    const nothing = this.#outdated !== "any" && this.#outdated.size === 0;
    const standsStill = this.#pausedAt !== undefined && !this.#isAskedFor;
    return !nothing && !standsStill && this.#isVisible && this.#isFilled;
  }

  #schedule(): void {
    if (this.#isDue) this.#pace.within(0);
  }

  /** Things may have changed since it was due: the view was paused or hidden. */
  #refresh(refresh: (outdated: Outdated) => Promise<void>): Promise<void> | undefined {
    if (!this.#isDue) return undefined;
    const outdated = this.#outdated;
    this.#outdated = new Set();
    this.#isAskedFor = false;
    return refresh(outdated);
  }
}
