import type { RelayWorld } from "../../../listener/relay/relayWorld.ts";
import type { SeededRandom } from "./seededRandom.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly process: object;
  readonly callback: () => void;
}

/** Time that passes when it is told to, and a clock on the wall that may be put forward and back. */
export class VirtualTime {
  /** Milliseconds that have really passed. */
  #passed = 0;
  #wall = Date.UTC(2026, 10, 30);
  #order = 0;
  #timers: Timer[] = [];

  /** Milliseconds since 1970, as the clock on the wall has it. */
  readonly now = (): number => this.#wall + this.#passed;

  jump(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  after(process: object, milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#passed + milliseconds, order: this.#order++, process, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** A process that was killed wakes up no more. */
  forget(process: object): void {
    this.#timers = this.#timers.filter((timer) => timer.process !== process);
  }

  /** Lets time pass, with everything that happens in it. */
  async pass(milliseconds: number, isOver: () => boolean = () => false): Promise<void> {
    const end = this.#passed + milliseconds;
    await settled();
    while (!isOver()) {
      const next = this.#timers
        .filter(({ at }) => at <= end)
        .reduce<Timer | undefined>(
          (first, timer) => (first === undefined || isBefore(timer, first) ? timer : first),
          undefined,
        );
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#passed = Math.max(this.#passed, next.at);
      next.callback();
      await settled();
    }
    if (!isOver()) this.#passed = Math.max(this.#passed, end);
  }
}

const isBefore = (one: Timer, other: Timer): boolean =>
  one.at === other.at ? one.order < other.order : one.at < other.at;

/** Everything that waits for nothing but its turn has had it. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The world of one process. */
export function processWorld(
  time: VirtualTime,
  random: SeededRandom,
  process: object,
  openSender: RelayWorld["openSender"],
): RelayWorld {
  return {
    now: time.now,
    random: () => random.next(),
    after: (milliseconds, callback) => time.after(process, milliseconds, callback),
    openSender,
  };
}
