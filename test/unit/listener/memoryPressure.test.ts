import { expect, test } from "vitest";
import { MemoryPressure } from "../../../listener/worker/memoryPressure.ts";

test("Memory counts as short while more than nine tenths of it are used, and is not looked at for each request", () => {
  let [share, now, looks] = [0.5, 0, 0];
  const pressure = new MemoryPressure(
    () => {
      looks++;
      return share;
    },
    () => now,
  );
  expect(pressure.isHigh).toBe(false);
  share = 0.95;
  expect(pressure.isHigh).toBe(false);
  now = 1000;
  expect([pressure.isHigh, pressure.isHigh, looks]).toEqual([true, true, 2]);
  share = 0.5;
  now = 2000;
  expect(pressure.isHigh).toBe(false);
});

test("A process that has just begun is not short of memory", () => {
  expect(new MemoryPressure().isHigh).toBe(false);
});
