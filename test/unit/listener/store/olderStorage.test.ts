import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { CountedQueue } from "../../../../listener/relay/countedQueue.ts";
import { DeliveryLedger } from "../../../../listener/relay/deliveryLedger.ts";
import { RelayQueue } from "../../../../listener/relay/relayQueue.ts";
import { fill, prompt, storeOf, temporaryFolder } from "./stores.ts";

/** Folders as version 0.1.0 left them; see their README. */
const storage = join(import.meta.dirname, "../../../fixtures/storage");
const fixtures = join(storage, "format-2");

function copyOf(name: "listener" | "queue" | "queue-with-store", from = fixtures): string {
  const folder = temporaryFolder();
  mkdirSync(dirname(folder), { recursive: true });
  cpSync(join(from, name), folder, { recursive: true });
  chmodSync(folder, 0o700);
  return folder;
}

const queueOf = (folder: string, maximumBytes = 1_000_000) => new RelayQueue({ folder, maximumBytes });
const waitingIn = (queue: RelayQueue): string => {
  let all = "";
  for (let batch = queue.next(0); batch.length > 0; batch = queue.next(0)) {
    all += Buffer.concat(queue.read(batch)).toString();
    queue.acknowledge(batch.at(-1)?.id ?? 0);
  }
  return all;
};
const oldFiles = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".segment"));

describe("A store of format 2", () => {
  test("is read whole, and goes on in the present format", () => {
    const folder = copyOf("listener");
    const store = storeOf({ folder });
    expect(store.damage).toBeUndefined();
    expect(store.totals).toMatchObject({ requests: 9, events: 12, spans: 7, metricPoints: 3, sessions: 2 });
    expect(store.turns("session-a").map(({ turn, size }) => [turn, size])).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
      [4, 2],
    ]);
    expect(fill(store, prompt("session-a", "after the upgrade"))).toEqual([13]);
    store.close();
    const again = storeOf({ folder });
    expect(again.totals).toMatchObject({ events: 13, requests: 10 });
    expect(again.turns("session-a").at(-1)?.turn).toBe(5);
    expect(again.get(12)?.event.name).toBe("codex.tool_result");
  });

  test("loses what is damaged and nothing else, whichever byte it is", () => {
    const [name = ""] = readdirSync(join(fixtures, "listener"));
    const good = readFileSync(join(fixtures, "listener", name));
    const folder = copyOf("listener");
    for (let at = 0; at < good.length; at += 7) {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
      writeFileSync(join(folder, name), bytes);
      const store = storeOf({ folder });
      expect(store.range.next - store.range.first, `byte ${at}`).toBeGreaterThanOrEqual(10);
      if (store.totals.events < 12) expect(store.damage?.bytes).toBeGreaterThan(0);
      store.close();
    }
  });

  test("is not counted twice when one of its files is there twice", () => {
    const folder = copyOf("listener");
    const [name = ""] = oldFiles(folder);
    cpSync(join(folder, name), join(folder, "000000000009-aaaaaaaaaaaa.segment"));
    const store = storeOf({ folder });
    expect(store.totals.events).toBe(12);
    expect(store.damage?.files).toMatchObject([{ reason: "copy" }]);
  });
});

describe("A store whose frames have no flags", () => {
  test.each(["format-2", "format-3"])("is read whole, and says of no sender whether it was verified: %s", (format) => {
    const store = storeOf({ folder: copyOf("listener", join(storage, format)) });
    expect(store.damage).toBeUndefined();
    expect(store.totals).toMatchObject({ requests: 9, events: 12, spans: 7, metricPoints: 3, sessions: 2 });
    for (let id = 1; id <= 12; id++) expect(store.get(id)).not.toHaveProperty("sender");
    for (const session of store.sessions()) expect(session.unverified).toBe(0);
  });
});

describe("A queue of format 2", () => {
  test("sends what waited and nothing that was sent, and leaves nothing of the old files", () => {
    const folder = copyOf("queue");
    const queue = queueOf(folder);
    expect(queue.size).toMatchObject({ requests: 4, items: 3 + 4 + 5 + 6 });
    expect(queue.damage).toBeUndefined();
    queue.add("logs", 1, Buffer.from("new;"));
    expect(oldFiles(folder)).toEqual([]);
    expect(readdirSync(folder)).not.toContain("acknowledged");
    queue.close();
    expect(waitingIn(queueOf(folder))).toBe("request 3;request 4;request 5;request 6;new;");
    expect(queueOf(folder).size.requests).toBe(0);
  });

  test("sends everything when its position is beyond what is there", () => {
    const folder = copyOf("queue");
    const position = Buffer.alloc(8);
    position.writeDoubleLE(1e15);
    writeFileSync(join(folder, "acknowledged"), position);
    expect(queueOf(folder).size.requests).toBe(6);
  });

  test("is kept where it is while there is no room for it", () => {
    const folder = copyOf("queue");
    const queue = queueOf(folder, 25);
    expect(queue.size.requests).toBe(4);
    expect(oldFiles(folder)).toHaveLength(1);
    expect(waitingIn(queue)).toBe("request 3;request 4;request 5;request 6;");
    queue.close();
    expect(oldFiles(folder)).toEqual([]);
  });
});

describe("A queue that does not say which events of which store", () => {
  test.each([
    ["queue", { missed: [2, 5], lost: 2 }],
    // it has noted all that lies between two requests that were refused, as if it had been for the destination
    ["queue-with-store", { missed: [2, 8], lost: 4 }],
  ] as const)(
    "is read whole, and what it misses is counted and never offered: %s",
    (name, { missed: [first, last], lost }) => {
      const folder = copyOf(name, join(storage, "format-3"));
      const now = () => 1_790_000_000_000;
      const open = () =>
        new CountedQueue(queueOf(folder), new DeliveryLedger(join(folder, "ledger"), undefined, now), now);
      const queue = open();
      expect([queue.damaged, queue.expired, queue.ledger.missed.size]).toEqual([0, 0, last - first + 1]);
      expect(queue.read(queue.next())).toBeDefined();
      queue.drop(queue.next(), "refused", "404");
      queue.close();
      const { missed } = open().ledger;
      expect([missed.size, ...missed.of(""), ...missed.of("00000000000000a1")]).toEqual([last - first + 1 + lost]);
    },
  );
});
