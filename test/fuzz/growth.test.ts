import { expect, test } from "vitest";
import { growsFaster } from "./growth.ts";

/** A clock that work moves on by so many milliseconds. */
function counted(steps: (size: number) => number) {
  let now = 0;
  const run = (size: number) => {
    now += steps(size);
  };
  return { run, clock: { now: () => now } };
}

const grows = (steps: (size: number) => number) => {
  const { run, clock } = counted(steps);
  return growsFaster(1000, (size) => size, run, clock);
};

test.each([
  ["linear", (size: number) => size / 50],
  ["nearly linear", (size: number) => (size * Math.log2(size)) / 500],
  ["quick", () => 1],
])("Work that is %s passes", (_, steps) => {
  expect(grows(steps)).toBeUndefined();
});

test.each([
  ["quadratic", (size: number) => size ** 2 / 100_000],
  ["quadratic behind a large linear part", (size: number) => size / 100 + size ** 2 / 200_000],
  ["cubic", (size: number) => size ** 3 / 1e9],
])("Work that is %s does not", (_, steps) => {
  expect(grows(steps)).toMatch(/^1000 → 8000: .*; 2000 → 16000: .*; 4000 → 32000: /);
});

test("Quadratic work is found by the processor time that it takes, too", () => {
  const work = (text: string) => {
    let found = 0;
    for (let start = 0; start < text.length; start++)
      for (let end = start; end < text.length; end++) if (text.charCodeAt(end) === 98) found++;
    expect(found).toBe(0);
  };
  const takes = (size: number) => {
    const before = process.cpuUsage();
    work("a".repeat(size));
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  // by the larger of the two sizes, which is compiled by then: what is not yet compiled takes longer than it will
  let size = 64;
  while (Math.min(takes(8 * size), takes(8 * size)) < 200_000) size *= 1.5;
  expect(growsFaster(size, (length) => "a".repeat(length), work)).toBeDefined();
});

test("A moment's noise is no growth", () => {
  let run = 0;
  const noisy = grows((size) => size / 50 + (run++ === 0 ? 10_000 : 0));
  expect(noisy).toBeUndefined();
});
