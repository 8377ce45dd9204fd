import { expect } from "vitest";

/** How often the smaller size goes into the larger one. Linear work grows as much, quadratic work by its square, 64. */
const times = 8;
/** Between the two: memory and the collector of garbage let linear work grow faster, and other programs take turns. */
const most = 26;
/** Work of fewer milliseconds at the larger size is not looked at any closer. */
const least = 60;
const attempts = 3;

/** How work is measured; handed in, so that the measure itself can be tried. */
export interface WorkClock {
  /** Milliseconds so far. */
  now(): number;
}

/** Processor time of this process, that of its other threads included: garbage is collected there. */
const processor: WorkClock = {
  now() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/**
 * Why work seems to grow faster than what it is given, or undefined when it does not: by the time that it takes at two
 * sizes. Noise only adds to a measure, so one that is good enough is believed at once; where it seems to grow faster, sizes
 * twice as large are tried. There quadratic work shows more clearly, and a moment's noise does not come again.
 */
export function growsFaster<T>(
  size: number,
  make: (size: number) => T,
  work: (input: T) => void,
  clock: WorkClock = processor,
): string | undefined {
  const cost = (input: T): number => {
    const before = clock.now();
    work(input);
    return clock.now() - before;
  };
  const seen: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const length = size * 2 ** attempt;
    const [small, large] = [make(length), make(times * length)];
    const after = cost(large);
    if (after <= least) return undefined;
    const before = Math.max(1, cost(small));
    if (after <= most * before) return undefined;
    seen.push(`${length} → ${times * length}: ${before.toFixed(1)} → ${after.toFixed(1)} ms`);
  }
  return seen.join("; ");
}

/** Expects that work grows in proportion to what it is given. */
export function expectLinear<T>(what: string, size: number, make: (size: number) => T, work: (input: T) => void): void {
  const grows = growsFaster(size, make, work);
  if (grows !== undefined) expect.fail(`${what}: ${grows}`);
}
