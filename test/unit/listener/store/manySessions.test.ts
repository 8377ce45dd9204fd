import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listenerWith, logsOf } from "./receivedEvents.ts";
import { fill, idsOf, prompt, request, storeOf, temporaryFolder } from "./stores.ts";

describe("Sessions with huge ids", () => {
  const hugeId = (i: number) => `session ${i} ${"x".repeat(4000)}`;
  const count = 10_000;

  test("are kept under short ones, are told apart, and do not fill the disk when there are many", () => {
    const folder = temporaryFolder();
    const store = storeOf({ folder, maximumEvents: 1_000_000, segmentBytes: 4 * 1024 * 1024 });
    let bytes = 0;
    for (let i = 0; i < count; i += 100) {
      const content = logsOf(Array.from({ length: 100 }, (_, at) => request(hugeId(i + at)))).bytes;
      bytes += content.length;
      store.append(content);
    }
    expect(store.totals.sessions).toBe(count);
    const ids = [...store.sessions()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(count);
    expect(Math.max(...ids.map((id) => Buffer.byteLength(id)))).toBeLessThan(200);
    expect(ids[7]).toMatch(/^session 7 x+…[0-9a-f]{64}$/);
    const onDisk = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(onDisk).toBeLessThan(1.5 * bytes);
    expect([...storeOf({ folder, maximumEvents: 1_000_000 }).sessions()].map(({ id }) => id)).toEqual(ids);
  });

  test("go on with their turns", () => {
    const store = storeOf();
    fill(store, prompt(hugeId(1)), request(hugeId(1)), prompt(hugeId(2)));
    const [one, two] = [...store.sessions()].map(({ id }) => id);
    expect([idsOf(store, one ?? "", 1), idsOf(store, two ?? "", 1)]).toEqual([[1, 2], [3]]);
  });
});

describe("Very many sessions of one event", () => {
  const count = 200_000;
  const session = (i: number) => `session ${i}`;

  test("are all counted, and the thousand that were active last are listed", () => {
    const listener = listenerWith([], count);
    for (let i = 0; i < count; i += 1000)
      listener.accept(logsOf(Array.from({ length: 1000 }, (_, at) => request(session(i + at)))));
    listener.accept(logsOf([request(session(5))]));
    expect(listener.totals().sessions).toBe(count - 1);
    const listed = listener.queries.sessions().map(({ id }) => id);
    expect(listed).toHaveLength(1000);
    expect(listed).toEqual(expect.arrayContaining([session(5), session(count - 1), session(count - 999)]));
    expect(listed).not.toContain(session(6));
  });

  test("are found by a filter all the same", () => {
    const listener = listenerWith([], 10_000);
    listener.accept(logsOf(Array.from({ length: 5000 }, (_, i) => request(session(i), i === 3 ? "needle" : ""))));
    expect(listener.queries.sessions().map(({ id }) => id)).not.toContain(session(3));
    for (let i = 0; i < 100 && !listener.queries.filterProgress({ text: "needle" }).complete; i++);
    expect(listener.queries.sessions({ text: "needle" }).map(({ id }) => id)).toEqual([session(3)]);
  });
});
