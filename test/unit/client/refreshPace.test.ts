import { describe, expect, test } from "vitest";
import { type Outdated, RefreshPace, refreshInterval } from "../../../client/shared/refreshPace.ts";

const listed = (outdated: Outdated) => (outdated === "any" ? "any" : [...outdated]);

/** A view that was filled once and is seen, with a clock of its own. */
function view(options: { readonly visible?: boolean } = {}) {
  let time = 1000;
  let due: { readonly at: number; readonly task: () => void }[] = [];
  let finish: (() => void) | undefined;
  let isSlow = false;
  const refreshed: ReturnType<typeof listed>[] = [];
  const later = (task: () => void, milliseconds: number) => {
    const timer = { at: time + milliseconds, task };
    due.push(timer);
    return () => {
      due = due.filter((other) => other !== timer);
    };
  };
  const pace = new RefreshPace({ now: () => time, later }, async (outdated) => {
    refreshed.push(listed(outdated));
    if (isSlow) await new Promise<void>((resolve) => (finish = resolve));
  });
  pace.setVisible(options.visible ?? true);
  pace.filled();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const pass = async (milliseconds: number) => {
    time += milliseconds;
    const now = due.filter(({ at }) => at <= time);
    due = due.filter(({ at }) => at > time);
    for (const { task } of now) task();
    await settle();
  };
  return {
    pace,
    refreshed,
    pass,
    settle,
    slow: () => {
      isSlow = true;
    },
    finish: async () => {
      finish?.();
      await settle();
    },
  };
}

describe("A view of what arrives", () => {
  test("shows the first change at once, and those that follow together", async () => {
    const { pace, refreshed, pass } = view();
    pace.received(["a"], 1);
    await pass(0);
    expect(refreshed).toEqual([["a"]]);
    pace.received(["a"], 2);
    pace.received(["b"], 3);
    await pass(refreshInterval - 1);
    expect(refreshed).toHaveLength(1);
    await pass(1);
    expect(refreshed).toEqual([["a"], ["a", "b"]]);
  });

  test("is refreshed as a whole when anything may have changed", async () => {
    const { pace, refreshed, pass } = view();
    pace.received(["a"], 1);
    pace.received("any", 1);
    pace.received(["b"], 2);
    await pass(0);
    expect(refreshed).toEqual(["any"]);
  });

  test("waits while it is not seen, and shows what it missed when it is", async () => {
    const { pace, refreshed, pass } = view({ visible: false });
    pace.received(["a"], 1);
    await pass(1000);
    expect(refreshed).toEqual([]);
    pace.setVisible(true);
    await pass(0);
    expect(refreshed).toEqual([["a"]]);
  });

  test("waits until it was filled for the first time, which shows everything", async () => {
    const refreshed: unknown[] = [];
    const tasks: (() => void)[] = [];
    const later = (task: () => void) => {
      tasks.push(task);
      return () => undefined;
    };
    const pace = new RefreshPace({ now: () => 0, later }, async (outdated) => void refreshed.push(outdated));
    pace.setVisible(true);
    pace.received(["a"], 1);
    pace.filled();
    pace.setVisible(true);
    for (const task of tasks) task();
    expect(refreshed).toEqual([]);
  });

  test("never has two refreshes at once: what changes meanwhile comes with the next", async () => {
    const { pace, refreshed, pass, slow, finish } = view();
    slow();
    pace.received(["a"], 1);
    await pass(0);
    pace.received(["b"], 2);
    await pass(1000);
    expect(refreshed).toEqual([["a"]]);
    await finish();
    await pass(refreshInterval);
    expect(refreshed).toEqual([["a"], ["b"]]);
  });

  test("goes on after a refresh that failed", async () => {
    let times = 0;
    const tasks: (() => void)[] = [];
    const later = (task: () => void) => {
      tasks.push(task);
      return () => undefined;
    };
    const refresh = () => (times++ === 0 ? Promise.reject(new Error("the listener has ended")) : Promise.resolve());
    const pace = new RefreshPace({ now: () => 0, later }, refresh);
    pace.setVisible(true);
    pace.filled();
    for (const events of [1, 2]) {
      pace.received(["a"], events);
      tasks.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(times).toBe(2);
  });
});

describe("A paused view", () => {
  test("stands still, counts what waits, and shows it when it goes on", async () => {
    const { pace, refreshed, pass } = view();
    pace.received(["a"], 5);
    await pass(0);
    pace.pause(true);
    pace.received(["a"], 8);
    await pass(1000);
    expect(refreshed).toHaveLength(1);
    expect(pace.waiting).toBe(3);
    pace.pause(false);
    await pass(0);
    expect(refreshed).toEqual([["a"], ["a"]]);
    expect(pace.waiting).toBeUndefined();
  });

  test("stands still although a refresh was due already", async () => {
    const { pace, refreshed, pass } = view();
    pace.received(["a"], 1);
    await pass(0);
    pace.received(["a"], 2);
    pace.pause(true);
    await pass(1000);
    expect(refreshed).toHaveLength(1);
    pace.pause(false);
    await pass(0);
    expect(refreshed).toHaveLength(2);
  });

  test("shows at once what a person asks for, such as a filter, and counts from there", async () => {
    const { pace, refreshed, pass } = view();
    pace.received(["a"], 5);
    await pass(0);
    pace.pause(true);
    pace.received(["a"], 8);
    pace.showNow();
    await pass(refreshInterval);
    expect(refreshed.at(-1)).toBe("any");
    pace.filled();
    expect(pace.waiting).toBe(0);
    pace.received(["a"], 9);
    await pass(1000);
    expect(refreshed).toHaveLength(2);
    expect(pace.waiting).toBe(1);
  });

  test("is empty at once when everything was cleared, and counts what arrives from then on", async () => {
    const { pace, refreshed, pass } = view();
    pace.received(["a"], 500);
    await pass(0);
    pace.pause(true);
    pace.received("cleared", 0);
    await pass(refreshInterval);
    expect(refreshed.at(-1)).toBe("any");
    pace.filled();
    pace.received(["b"], 4);
    expect(pace.waiting).toBe(4);
  });
});

describe("A task that must not be disturbed, such as going to an event", () => {
  test("waits for the refresh that runs, and no other begins before it has ended", async () => {
    const { pace, refreshed, pass, settle, slow, finish } = view();
    slow();
    pace.received(["a"], 1);
    await pass(0);
    const order: string[] = [];
    let end: () => void = () => undefined;
    const done = pace.alone(async () => {
      order.push("begun");
      await new Promise<void>((resolve) => (end = resolve));
      return "revealed";
    });
    await settle();
    expect(order).toEqual([]);
    await finish();
    expect(order).toEqual(["begun"]);
    pace.received(["b"], 2);
    await pass(1000);
    expect(refreshed).toEqual([["a"]]);
    end();
    expect(await done).toBe("revealed");
    await settle();
    await pass(refreshInterval);
    expect(refreshed).toEqual([["a"], ["b"]]);
  });

  test("tells of its failure, and what follows goes on", async () => {
    const { pace, refreshed, pass, settle } = view();
    await expect(pace.alone(() => Promise.reject(new Error("no such row")))).rejects.toThrow("no such row");
    await settle();
    pace.received(["a"], 1);
    await pass(refreshInterval);
    expect(refreshed).toEqual([["a"]]);
  });
});
