import type { TimelinePage } from "../../listener/protocol/events.ts";
import type { ToTimeline } from "../../webview/timeline/timelineMessages.ts";

/** Events that are asked for at once. */
const pageSize = 1000;

/** A part of a session's events; undefined when there is no listener. */
export type ReadTimeline = (after: number | undefined, limit: number) => Promise<TimelinePage | undefined>;

/**
 * Brings the events of one session to its panel: all that there are, then those that arrive. Pages are asked for one after
 * the other, and at most so often as the panel can show.
 */
export class TimelineFeed {
  readonly #read: ReadTimeline;
  readonly #post: (message: ToTimeline) => void;
  readonly #pause: () => Promise<void>;
  /** `restart` wins over `more`. */
  #wanted: "nothing" | "more" | "restart" = "nothing";
  #after: number | undefined;
  #running = false;
  #disposed = false;

  /** `pause` waits for as long as two updates are to be apart. */
  constructor(read: ReadTimeline, post: (message: ToTimeline) => void, pause: () => Promise<void>) {
    this.#read = read;
    this.#post = post;
    this.#pause = pause;
  }

  /** Brings everything anew: the panel is new, or what was known of the events has changed. */
  restart(): void {
    this.#wanted = "restart";
    void this.#run();
  }

  /** Brings what has arrived since. */
  more(): void {
    if (this.#wanted === "nothing") this.#wanted = "more";
    void this.#run();
  }

  dispose(): void {
    this.#disposed = true;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#wanted !== "nothing" && !this.#disposed) {
        await this.#bring();
        await this.#pause();
      }
    } finally {
      this.#running = false;
    }
  }

  async #bring(): Promise<void> {
    let restart = this.#wanted === "restart";
    this.#wanted = "nothing";
    if (restart) this.#after = undefined;
    for (;;) {
      const page = await this.#read(this.#after, pageSize).catch(() => undefined);
      if (this.#disposed || this.#isToRestart()) return;
      const { events, last, complete } = page ?? { events: [], last: undefined, complete: true };
      this.#after = last ?? this.#after;
      if (restart || events.length > 0 || complete) this.#post({ type: "events", events, restart, complete });
      restart = false;
      if (complete) return;
    }
  }

  #isToRestart(): boolean {
    return this.#wanted === "restart";
  }
}
