import type { RelayWorld } from "../../../listener/relay/relayWorld.ts";
import type { SeededRandom } from "./seededRandom.ts";
import type { SimulatedProcess } from "./simulatedProcess.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly process: SimulatedProcess;
  readonly callback: () => void;
}

/** Time that passes when it is told to, and a clock on the wall that may be put forward and back. */
export class VirtualTime {
  /** Milliseconds that have really passed. */
  #passed = 0;
  #wall = Date.UTC(2026, 10, 30);
  #order = 0;
  readonly #timers = new Set<Timer>();

  /** Milliseconds since 1970, as the clock on the wall has it. */
  readonly now = (): number => this.#wall + this.#passed;

  /** Milliseconds of a clock that nobody sets. */
  readonly passed = (): number => this.#passed;

  jump(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  /** A process that was killed wakes up no more. */
  after(process: SimulatedProcess, milliseconds: number, callback: () => void): () => void {
    if (process.isKilled) return () => undefined;
    const timer = { at: this.#passed + milliseconds, order: this.#order++, process, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  sleep(process: SimulatedProcess, milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(process, milliseconds, resolve));
  }

  forget(process: SimulatedProcess): void {
    for (const timer of this.#timers) if (timer.process === process) this.#timers.delete(timer);
  }

  /** Lets time pass, with everything that happens in it. */
  async pass(milliseconds: number, isOver: () => boolean = () => false): Promise<void> {
    const end = this.#passed + milliseconds;
    await settled();
    while (!isOver()) {
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.#passed = Math.max(this.#passed, next.at);
      next.process.run(next.callback);
      await settled();
    }
    if (!isOver()) this.#passed = Math.max(this.#passed, end);
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers)
      if (!timer.process.isStopped && !timer.process.isKilled && (first === undefined || isBefore(timer, first)))
        first = timer;
    return first;
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
  process: SimulatedProcess,
  openSender: RelayWorld["openSender"],
): RelayWorld {
  return {
    now: time.now,
    random: () => random.next(),
    nextTurn: () => time.sleep(process, random.below(2)),
    after: (milliseconds, callback) => time.after(process, milliseconds, callback),
    openSender,
  };
}
