import { expect, test } from "vitest";
import { EventRate } from "../../../client/listener/eventRate.ts";

test("Events a second are those of the last few seconds, and none when nothing arrives any more", () => {
  const rate = new EventRate();
  expect(rate.perSecond(0)).toBe(0);
  rate.note(0, 0);
  rate.note(500, 500);
  expect(rate.perSecond(500)).toBe(500);
  rate.note(1000, 1000);
  rate.note(1500, 2000);
  expect(rate.perSecond(2000)).toBe(750);
  expect(rate.perSecond(6000)).toBe(0);
});

test("A listener that begins to count anew is not slower than nothing", () => {
  const rate = new EventRate();
  rate.note(1000, 0);
  rate.note(10, 100);
  expect(rate.perSecond(200)).toBe(0);
});

test("Events that were kept while nobody listened have not just arrived when the listener is there again", () => {
  const rate = new EventRate();
  rate.note(0, 0);
  rate.reset();
  rate.note(50_000, 100);
  expect(rate.perSecond(200)).toBe(0);
  rate.note(50_030, 1100);
  expect(rate.perSecond(1100)).toBe(30);
});
