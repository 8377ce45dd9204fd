import { expect, test } from "vitest";
import { backoff } from "../../../../listener/relay/backoff.ts";

const all = () => 1;
const none = () => 0;

test("Each failed attempt waits longer, up to half a minute", () => {
  const waits = [1, 2, 3, 4, 20, 1000].map((attempts) => backoff(attempts, undefined, all));
  expect(waits).toEqual([1000, 1500, 2250, 3375, 30_000, 30_000]);
});

test("Chance takes off up to half, so that senders don't come back together", () => {
  expect(backoff(1, undefined, none)).toBe(500);
  expect(backoff(1000, undefined, none)).toBe(15_000);
});

test("A receiver that says when is not asked before that", () => {
  expect(backoff(1, 60_000, all)).toBe(60_000);
  expect(backoff(10, 5, none)).toBe(15_000);
});

test.each([2 ** 31, 1e300, Number.POSITIVE_INFINITY])(
  "A receiver that says %d ms is asked again in ten minutes",
  (asked) => {
    expect(backoff(1, asked, all)).toBe(600_000);
  },
);
