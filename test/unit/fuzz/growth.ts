import { expect } from "vitest";

/** How often the smaller size goes into the larger one. Linear work grows as much, quadratic work by its square, 16. */
const times = 4;
/** Between the two, and nearer to the square: memory and the collector of garbage let linear work grow a little faster. */
const most = 10;
/** Work of fewer milliseconds says nothing. */
const least = 4;
const attempts = 3;

const processorMilliseconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** The least of some runs: what else runs in the process only adds to it. */
function cost(run: () => void, runs: number): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let number = 0; number < runs; number++) {
    const before = processorMilliseconds();
    run();
    lowest = Math.min(lowest, processorMilliseconds() - before);
  }
  return lowest;
}

/**
 * Expects that work grows in proportion to what it is given, by the processor time that it takes at two sizes. Where it
 * seems to grow faster, it is tried at sizes twice as large: there quadratic work shows more clearly, and a moment's
 * noise does not come again.
 */
export function expectLinear<T>(what: string, size: number, make: (size: number) => T, work: (input: T) => void): void {
  const seen: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const length = size * 2 ** attempt;
    const [small, large] = [make(length), make(times * length)];
    const before = Math.max(
      least,
      cost(() => work(small), 3),
    );
    const after = cost(() => work(large), 2);
    if (after <= most * before) return;
    seen.push(`${length} → ${times * length}: ${before.toFixed(1)} → ${after.toFixed(1)} ms`);
  }
  expect.fail(`${what}: ${seen.join("; ")}`);
}
