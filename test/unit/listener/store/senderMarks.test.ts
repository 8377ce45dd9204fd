import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EventStore } from "../../../../listener/store/eventStore.ts";
import { frameFlag, frameHeadBytes, headerBytes } from "../../../../listener/store/segments/segmentFormat.ts";
import { senderFlags, senderIn } from "../../../../listener/store/senderFlags.ts";
import { codexRecord, logsOf } from "./receivedEvents.ts";
import { request, storeOf, temporaryFolder } from "./stores.ts";

const mixed = ["verified", "unverified", undefined, "unverified"] as const;

/** Four requests of two events each, marked like `mixed`. */
function fillMixed(store: EventStore): void {
  for (const sender of mixed) {
    store.append(logsOf([request("s"), codexRecord("codex.user_prompt", "t")]).bytes, undefined, sender);
    store.appendCounts({ spans: 1, metricPoints: 0 });
  }
}

const marksIn = (store: EventStore) => [1, 3, 5, 7].map((id) => [store.get(id)?.sender, store.get(id + 1)?.sender]);
const twice = mixed.map((sender) => [sender, sender]);
const unverifiedIn = (store: EventStore, session: string) => store.session(session)?.unverified;

describe("What is known of a sender", () => {
  test.each(["in memory", "in a folder"])("stays with the events of its request, %s", (where) => {
    const store = storeOf(where === "in memory" ? {} : { folder: temporaryFolder() });
    fillMixed(store);
    expect(marksIn(store)).toEqual(twice);
  });

  test("is there again when the folder is opened the next time, also from several files", () => {
    const folder = temporaryFolder();
    const store = storeOf({ folder, segmentBytes: 400 });
    fillMixed(store);
    store.close();
    expect(readdirSync(folder).length).toBeGreaterThan(1);
    const again = storeOf({ folder });
    expect(marksIn(again)).toEqual(twice);
    expect(unverifiedIn(again, "s")).toBe(2);
  });

  test("is counted for sessions and turns", () => {
    const store = storeOf();
    fillMixed(store);
    expect(unverifiedIn(store, "s")).toBe(2);
    expect(store.turns("t").map(({ turn, unverified }) => [turn, unverified])).toEqual([
      [1, 0],
      [2, 1],
      [3, 0],
      [4, 1],
    ]);
  });

  test("is not taken over by events that get the memory of those that were let go", () => {
    const store = storeOf({ maximumEvents: 10 });
    const many = logsOf(Array.from({ length: 5000 }, () => request("s"))).bytes;
    store.append(many, undefined, "unverified");
    const { first } = store.append(many);
    expect(store.get(first + 4999)).toMatchObject({ id: first + 4999 });
    expect(store.get(first + 4999)).not.toHaveProperty("sender");
  });

  test("is a filter, alone and with others, and goes on with what arrives and what is let go", () => {
    const store = storeOf({ maximumEvents: 10 });
    const context = { destinationBit: () => undefined, destinationTest: () => undefined, now: () => 0 };
    const found = (filter: Parameters<EventStore["select"]>[0]) => {
      const selection = store.select(filter, context);
      expect(selection.advance(50)).toMatchObject({ complete: true });
      return selection.newest(100);
    };
    fillMixed(store);
    expect(found({ sender: "unverified" })).toEqual([8, 7, 4, 3]);
    expect(found({ sender: "verified", session: "t" })).toEqual([2]);
    expect(found({ sender: "unverified", events: ["codex.api_request"] })).toEqual([7, 3]);
    store.append(logsOf(Array.from({ length: 6 }, () => request("s"))).bytes, undefined, "verified");
    expect(found({ sender: "verified" })).toEqual([14, 13, 12, 11, 10, 9]);
    expect(found({ sender: "unverified" })).toEqual([8, 7]);
  });

  test("is not guessed from flags that say both, or something else", () => {
    const both = frameFlag.senderVerified | frameFlag.senderUnverified;
    expect([0, both, 4, 0x80].map(senderIn)).toEqual([undefined, undefined, undefined, undefined]);
    expect([0x84 | frameFlag.senderUnverified].map(senderIn)).toEqual(["unverified"]);
    for (const sender of mixed) expect(senderIn(senderFlags(sender))).toBe(sender);
  });

  test("is lost with its frame when a bit of it changes, and never another", () => {
    const folder = temporaryFolder();
    const store = storeOf({ folder });
    store.append(logsOf([request("s")]).bytes, undefined, "unverified");
    store.close();
    const [name = ""] = readdirSync(folder);
    const bytes = readFileSync(join(folder, name));
    const checkpointEnd = headerBytes + frameHeadBytes + bytes.readUInt32LE(headerBytes + 16);
    expect(bytes[checkpointEnd + 5]).toBe(frameFlag.senderUnverified);
    bytes[checkpointEnd + 5] = frameFlag.senderVerified;
    writeFileSync(join(folder, name), bytes);
    const again = storeOf({ folder });
    expect(again.totals.events).toBe(0);
    expect(again.damage?.bytes).toBeGreaterThan(0);
  });
});
