import { describe, expect, test } from "vitest";
import { Pace, type PaceOptions } from "../../../client/shared/pace.ts";

/** A task at a pace, with a clock of its own. Each run lasts until `finish`. */
function paced(options: Pick<PaceOptions, "pause"> = {}) {
  let time = 1000;
  let due: { readonly at: number; readonly task: () => void }[] = [];
  const begun: number[] = [];
  const running: (() => void)[] = [];
  const clock = {
    now: () => time,
    later: (task: () => void, milliseconds: number) => {
      const timer = { at: time + milliseconds, task };
      due.push(timer);
      return () => {
        due = due.filter((other) => other !== timer);
      };
    },
  };
  const task = () => {
    begun.push(time - 1000);
    return new Promise<void>((resolve) => void running.push(resolve));
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    pace: new Pace(clock, { ...options, task }),
    begun,
    pass: async (milliseconds: number) => {
      time += milliseconds;
      const now = due.filter(({ at }) => at <= time);
      due = due.filter(({ at }) => at > time);
      for (const one of now) one.task();
      await settle();
    },
    finish: async () => {
      running.shift()?.();
      await settle();
    },
  };
}

describe("What is asked for again and again", () => {
  test("is done once for all that is asked together, when the soonest of them wants it", async () => {
    const { pace, begun, pass } = paced();
    pace.within(1000);
    pace.within(300);
    pace.within(2000);
    await pass(299);
    expect(begun).toEqual([]);
    await pass(1);
    expect(begun).toEqual([300]);
    await pass(5000);
    expect(begun).toEqual([300]);
  });

  test("never overlaps: what is asked for meanwhile begins after the end", async () => {
    const { pace, begun, pass, finish } = paced();
    pace.within(0);
    await pass(0);
    pace.within(100);
    await pass(500);
    expect(begun).toEqual([0]);
    await finish();
    await pass(99);
    expect(begun).toEqual([0]);
    await pass(1);
    expect(begun).toEqual([0, 600]);
  });

  test("keeps the pause after the last one, and no longer than it is wanted when the next is asked for", async () => {
    let pause = 10_000;
    const { pace, begun, pass, finish } = paced({ pause: () => pause });
    pace.within(0);
    await pass(0);
    await finish();
    pace.within(300);
    await pass(9999);
    expect(begun).toEqual([0]);
    pause = 0;
    pace.within(0);
    await pass(0);
    expect(begun).toEqual([0, 9999]);
  });

  test("waits while something else is done alone, which begins after the running one", async () => {
    const { pace, begun, pass, finish } = paced();
    pace.within(0);
    await pass(0);
    let end: (() => void) | undefined;
    const alone = pace.alone(() => new Promise<string>((resolve) => (end = () => resolve("done"))));
    expect(end).toBeUndefined();
    await finish();
    expect(end).toBeDefined();
    pace.within(0);
    await pass(100);
    expect(begun).toEqual([0]);
    end?.();
    expect(await alone).toBe("done");
    await pass(0);
    expect(begun).toEqual([0, 100]);
  });

  test("begins no more when it was stopped", async () => {
    const { pace, begun, pass } = paced();
    pace.within(0);
    pace.stop();
    pace.within(0);
    await pass(10);
    expect(begun).toEqual([]);
  });
});
