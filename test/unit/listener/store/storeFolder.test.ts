import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EventStore } from "../../../../listener/store/eventStore.ts";
import { logsOf } from "./receivedEvents.ts";
import { fill, idsOf, prompt, request, storeOf, temporaryFolder } from "./stores.ts";

const filesIn = (folder: string) => readdirSync(folder).map((name) => join(folder, name));

/** All that can be asked of a store, as plain values. */
const contents = (store: EventStore) =>
  [...store.sessions()].map((session) => ({
    summary: session.summary((name) => name),
    turns: store.turns(session.id).map(({ turn }) => ({ turn, events: store.page(session.id, turn, 0, 1000).events })),
  }));

describe("A folder that is opened again", () => {
  test("holds every event that was taken, under its id and in its place, without an orderly end", () => {
    const folder = temporaryFolder();
    const before = storeOf({ folder });
    fill(before, request("s"), prompt("s", "first"), request("t"), prompt("s", "second"));
    before.appendCounts({ spans: 7, metricPoints: 3 });
    const after = storeOf({ folder });
    expect(contents(after)).toEqual(contents(before));
    expect(after.totals).toEqual(before.totals);
    expect(after.totals).toMatchObject({ requests: 5, events: 4, spans: 7, metricPoints: 3 });
  });

  test("goes on where it was: with ids, turns and counts, also by several openings", () => {
    const folder = temporaryFolder();
    const ids = fill(storeOf({ folder }), prompt("s"), request("s"));
    ids.push(...fill(storeOf({ folder }), prompt("s")));
    const third = storeOf({ folder });
    ids.push(...fill(third, request("s")));
    expect(ids).toEqual([1, 2, 3, 4]);
    expect([idsOf(third, "s", 1), idsOf(third, "s", 2)]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("keeps the turns and the counts of what was let go before", () => {
    const folder = temporaryFolder();
    const before = storeOf({ folder, maximumEvents: 3, segmentBytes: 400 });
    fill(before, ...Array.from({ length: 10 }, () => prompt("s")));
    expect(before.turns("s").map(({ turn }) => turn)).toEqual([8, 9, 10]);
    const after = storeOf({ folder, maximumEvents: 3 });
    expect(after.turns("s").map(({ turn }) => turn)).toEqual([8, 9, 10]);
    expect(idsOf(after, "s", 10)).toEqual([10]);
    expect(after.totals).toMatchObject({ events: 10, requests: 10, evicted: 7 });
  });

  test("leaves out what was cut off in the middle, and what is damaged", () => {
    const folder = temporaryFolder();
    const store = storeOf({ folder, segmentBytes: 300 });
    fill(store, request("a"), request("b"), request("c"));
    const [first = "", second = "", third = ""] = filesIn(folder).sort();
    truncateSync(third, statSync(third).size - 1);
    const bytes = readFileSync(second);
    bytes.fill(0xff, bytes.length - 40);
    writeFileSync(second, bytes);
    appendFileSync(first, "what is this?");
    const after = storeOf({ folder });
    expect([...after.sessions()].map(({ id }) => id)).toEqual(["a"]);
    const [id = 0] = fill(after, request("d"));
    expect(after.get(id)?.session).toBe("d");
  });

  test.each([1, 100, 5000])(
    "opens whatever single byte of it has changed, without the request that it was in (%d)",
    (seed) => {
      const folder = temporaryFolder();
      const store = storeOf({ folder });
      fill(store, request("a"), request("b"), request("c"));
      const [file = ""] = filesIn(folder);
      const bytes = readFileSync(file);
      for (let at = 0; at < bytes.length; at += 3) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] as number) ^ (1 + ((seed * (at + 1)) % 255));
        writeFileSync(file, changed);
        const after = storeOf({ folder });
        const sessions = [...after.sessions()].map(({ id }) => id);
        expect(["a", "b", "c"]).toEqual(expect.arrayContaining(sessions));
        // what a changed byte costs is one frame
        expect(sessions.length).toBeGreaterThanOrEqual(2);
        expect(after.damage?.bytes).toBeGreaterThan(0);
        const [id = 0] = fill(after, request("d"));
        expect(id).toBeLessThan(1000);
        after.clear();
      }
    },
  );

  test("is empty after everything was forgotten", () => {
    const folder = temporaryFolder();
    const store = storeOf({ folder });
    fill(store, request("s"));
    store.clear();
    expect(filesIn(folder)).toEqual([]);
    const [id] = fill(store, request("t"));
    for (const file of filesIn(folder)) expect(readFileSync(file).toString("latin1")).not.toContain('"s"');
    const after = storeOf({ folder });
    expect([...after.sessions()].map((session) => session.id)).toEqual(["t"]);
    expect(idsOf(after, "t", 0)).toEqual([id]);
  });

  test("forgets what is older than it is to be kept", () => {
    const folder = temporaryFolder();
    fill(storeOf({ folder }), request("old"));
    for (const file of filesIn(folder)) utimesSync(file, new Date(1000), new Date(1000));
    fill(storeOf({ folder }), request("new"));
    const after = storeOf({ folder, keepSince: 2000 });
    expect([...after.sessions()].map(({ id }) => id)).toEqual(["new"]);
  });

  test("forgets what becomes too old while it is open, an hour later at most", () => {
    const folder = temporaryFolder();
    const hour = 3_600_000;
    let now = 1_000_000;
    const store = storeOf({ folder, now: () => now });
    fill(store, request("old"));
    now += hour / 2;
    fill(store, request("later"));
    now += hour;
    fill(store, request("new"));
    store.forgetBefore(now - 2 * hour);
    expect([...store.sessions()].map(({ id }) => id)).toEqual(["old", "later", "new"]);
    store.forgetBefore(now);
    expect([...store.sessions()].map(({ id }) => id)).toEqual(["new"]);
    expect(store.totals).toMatchObject({ events: 3, evicted: 2 });
    now += 3 * hour;
    store.forgetBefore(now - hour);
    expect([...store.sessions()]).toEqual([]);
    expect(filesIn(folder)).toEqual([]);
    const ids = fill(store, request("again"));
    expect(idsOf(storeOf({ folder }), "again", 0)).toEqual(ids);
  });

  test("keeps both when two wrote to it at the same time, each to its own files", () => {
    const folder = temporaryFolder();
    const [one, two] = [storeOf({ folder }), storeOf({ folder })];
    fill(one, request("one"), request("one"));
    fill(two, request("two"));
    const after = storeOf({ folder });
    expect([...after.sessions()].map(({ id, events }) => [id, events]).sort()).toEqual([
      ["one", 2],
      ["two", 1],
    ]);
  });

  test("lets go of what two wrote at the same time only when it is the oldest", () => {
    const folder = temporaryFolder();
    const [one, two] = [storeOf({ folder }), storeOf({ folder })];
    fill(one, ...Array.from({ length: 5 }, () => request("one")));
    fill(two, ...Array.from({ length: 5 }, () => request("two")));
    const after = storeOf({ folder, maximumEvents: 6 });
    // all of one of them goes, with its file, and all but the last of the other
    fill(after, ...Array.from({ length: 5 }, () => request("new")));
    const [older, newer] = [...after.sessions()].map(({ id }) => id);
    expect([older, newer]).toEqual([expect.stringMatching(/^(?:one|two)$/), "new"]);
    const [id = 0] = idsOf(after, older ?? "", 0);
    expect(after.get(id)?.session).toBe(older);
  });
});

test("Folder and files can be read by their owner only", () => {
  const folder = temporaryFolder();
  fill(storeOf({ folder }), request("s"));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(filesIn(folder).map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
});

test("Files of events that were let go are deleted", () => {
  const folder = temporaryFolder();
  const store = storeOf({ folder, maximumEvents: 20, segmentBytes: 3000 });
  for (let i = 0; i < 40; i++) store.append(logsOf(Array.from({ length: 5 }, () => request("s"))).bytes);
  const kept = filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0);
  expect(kept).toBeLessThan(12_000);
  expect(idsOf(store, "s", 0)).toHaveLength(20);
});
