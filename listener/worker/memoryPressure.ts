import { getHeapStatistics } from "node:v8";

/** How much of the heap is used, from 0 to 1. */
const heapShare = (): number => {
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  return used_heap_size / heap_size_limit;
};

/** Beyond it the process is about to spend its time on collecting garbage, and then to end. */
const highShare = 0.9;
/** Asking costs microseconds, and requests come by the thousand. */
const lookMilliseconds = 50;

/** Tells whether the process runs out of memory, so that senders are told to come again before it does. */
export class MemoryPressure {
  readonly #share: () => number;
  readonly #now: () => number;
  #nextLook = 0;
  #isHigh = false;

  constructor(share: () => number = heapShare, now: () => number = () => performance.now()) {
    this.#share = share;
    this.#now = now;
  }

  get isHigh(): boolean {
    const now = this.#now();
    if (now >= this.#nextLook) {
      this.#nextLook = now + lookMilliseconds;
      this.#isHigh = this.#share() > highShare;
    }
    return this.#isHigh;
  }
}
