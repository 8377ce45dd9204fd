import { describe, expect, test } from "vitest";
import { countEvents, countFindings, formatCount, formatTime } from "../../../../client/shared/views/format.ts";
import { context } from "./samples.ts";

describe("numbers and words in rows", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1000, "1k"],
    [1234, "1.2k"],
    [999_949, "999.9k"],
    [999_999, "1M"],
    [3_400_000, "3.4M"],
  ])("%i reads %s", (count, text) => expect(formatCount(count)).toBe(text));

  test("one event is singular", () => {
    expect(countEvents(1, context)).toBe("1 event");
    expect(countEvents(2, context)).toBe("2 events");
  });

  test("no finding is not worth a word", () => expect(countFindings(0, context)).toBeUndefined());

  test("midnight reads 00, not 24", () => {
    expect(formatTime(Date.UTC(2026, 10, 23, 0, 5, 0), context)).toBe("00:05:00");
  });

  test.each([0, Number.NaN, -1, Number.POSITIVE_INFINITY])("%d is no time", (time) => {
    expect(formatTime(time, context)).toBe("");
  });
});
