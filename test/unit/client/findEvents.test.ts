import { describe, expect, test } from "vitest";
import { findEvents } from "../../../client/sessions/findEvents.ts";
import type { Query } from "../../../client/sessions/sessionsModel.ts";
import { detail } from "./views/samples.ts";

/** A listener that has looked at one event more at each question, every second of which passes. */
function listener(events: number) {
  let looked = 0;
  const query = (async (_method: string, { limit }: { limit: number }) => {
    looked++;
    const matches = Math.floor(looked / 2);
    const rows = Array.from({ length: Math.min(limit, matches) }, (_, id) => ({ ...detail, id }));
    return { rows, matches, complete: looked >= events };
  }) as unknown as Query;
  return { query, looked: () => looked };
}

describe("a search", () => {
  test("goes on until the listener has looked at everything", async () => {
    const { query, looked } = listener(10);
    expect((await findEvents(query, { text: "x" }, 100))?.rows).toHaveLength(5);
    expect(looked()).toBe(10);
  });

  test("ends as soon as it has found as many as are shown", async () => {
    const { query, looked } = listener(1000);
    expect((await findEvents(query, { text: "x" }, 3))?.rows).toHaveLength(3);
    expect(looked()).toBe(6);
  });

  test("tells what it has found so far, and ends when nobody wants it any more", async () => {
    const { query, looked } = listener(1000);
    const steps: number[] = [];
    const found = await findEvents(query, {}, 100, ({ matches }) => steps.push(matches) < 4);
    expect(found).toBeUndefined();
    expect(steps).toEqual([0, 1, 1, 2]);
    expect(looked()).toBe(4);
  });

  test("finds nothing without a listener", async () => {
    expect(await findEvents(async () => undefined, {}, 5)).toBeUndefined();
  });
});
