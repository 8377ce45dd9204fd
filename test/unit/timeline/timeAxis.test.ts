import { describe, expect, test } from "vitest";
import { formatOffset, tickStep, ticks } from "../../../core/timeline/timeAxis.ts";

describe("The axis of time", () => {
  test.each([
    [100, 10, 10],
    [1000, 6, 200],
    [9000, 10, 1000],
    [60_000, 10, 10_000],
    [3_600_000, 10, 600_000],
    [86_400_000, 12, 7_200_000],
    [50 * 365 * 86_400_000, 5, 10 * 365 * 86_400_000],
  ])("%d ms in at most %d ticks have one each %d ms", (range, most, step) => {
    expect(tickStep(range, most)).toBe(step);
  });

  test("Ticks stand at round offsets, both ends included", () => {
    expect(ticks(0, 1000, 5)).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(ticks(950, 2050, 3)).toEqual([1000, 1500, 2000]);
    expect(ticks(-120, 80, 4)).toEqual([-100, -50, 0, 50]);
  });

  test.each([
    [0, 1, "0"],
    [250, 50, "250 ms"],
    [1500, 500, "1.5 s"],
    [1000, 1000, "1 s"],
    [1001, 1, "1.001 s"],
    [1000, 500, "1 s"],
    [65_000, 1000, "1:05"],
    [65_250, 250, "1:05.25"],
    [3_725_000, 1000, "1:02:05"],
    [90_061_000, 1000, "1 d 01:01:01"],
    [-250, 50, "−250 ms"],
  ])("%d with ticks of %d reads %s", (offset, step, text) => {
    expect(formatOffset(offset, step)).toBe(text);
  });
});
