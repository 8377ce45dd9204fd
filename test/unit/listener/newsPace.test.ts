import { describe, expect, test } from "vitest";
import { NewsPace } from "../../../listener/worker/newsPace.ts";

/** Timers that run when the test says so. */
function handTimers() {
  const soon: (() => void)[] = [];
  const later: { readonly task: () => void; readonly milliseconds: number }[] = [];
  return {
    soon: (task: () => void) => void soon.push(task),
    later: (task: () => void, milliseconds: number) => void later.push({ task, milliseconds }),
    /** What was being answered has been answered. */
    answered: () => {
      for (const task of soon.splice(0)) task();
    },
    /** The intervals that were begun are over; tells how long they were. */
    over: () =>
      later.splice(0).map(({ task, milliseconds }) => {
        task();
        return milliseconds;
      }),
  };
}

function pace() {
  const timers = handTimers();
  let told = 0;
  const news = new NewsPace(() => told++, 100, timers);
  return { news, timers, told: () => told };
}

describe("News of changes", () => {
  test("come with the first change after quiet, once its request was answered", () => {
    const { news, timers, told } = pace();
    news.note();
    expect(told()).toBe(0);
    timers.answered();
    expect(told()).toBe(1);
  });

  test("of several changes that are answered together come once", () => {
    const { news, timers, told } = pace();
    for (let change = 0; change < 5; change++) news.note();
    timers.answered();
    expect(told()).toBe(1);
    expect(timers.over()).toEqual([100]);
    expect(told()).toBe(1);
  });

  test("of what follows come together at the end of each interval", () => {
    const { news, timers, told } = pace();
    news.note();
    timers.answered();
    for (let interval = 2; interval < 5; interval++) {
      news.note();
      news.note();
      timers.answered();
      expect(told()).toBe(interval - 1);
      expect(timers.over()).toEqual([100]);
      expect(told()).toBe(interval);
    }
  });

  test("come at once again after an interval without a change", () => {
    const { news, timers, told } = pace();
    news.note();
    timers.answered();
    timers.over();
    expect(timers.over()).toEqual([]);
    news.note();
    timers.answered();
    expect(told()).toBe(2);
  });

  test("of a change that the telling itself makes come after the interval", () => {
    const timers = handTimers();
    let told = 0;
    const news: NewsPace = new NewsPace(
      () => {
        told++;
        if (told === 1) news.note();
      },
      100,
      timers,
    );
    news.note();
    timers.answered();
    timers.answered();
    expect(told).toBe(1);
    timers.over();
    expect(told).toBe(2);
  });
});
