import { AsyncLocalStorage } from "node:async_hooks";

/** A process of the model: whatever is done in its name, at once or later, finds it as {@link SimulatedProcess.current}. */
export class SimulatedProcess {
  static readonly #running = new AsyncLocalStorage<SimulatedProcess>();

  /** The process that is running; undefined when it is the model itself. */
  static get current(): SimulatedProcess | undefined {
    return SimulatedProcess.#running.getStore();
  }

  /** Another process may have had the same number before. */
  readonly id: number;
  isKilled = false;
  /** Whether it stands still, as one in a debugger does. */
  isStopped = false;
  /** How many changes of the disk it makes until it is killed, and which part of the last of them is done. */
  killIn = Number.POSITIVE_INFINITY;
  tornAt = 0;

  constructor(id: number) {
    this.id = id;
  }

  run<T>(task: () => T): T {
    return SimulatedProcess.#running.run(this, task);
  }
}
