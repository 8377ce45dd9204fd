import { readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { RelayQueue, type RelayQueueOptions } from "../../../../listener/relay/relayQueue.ts";
import { temporaryFolder } from "../store/stores.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (content: Uint8Array) => new TextDecoder().decode(content);

function queueOf(options: Partial<RelayQueueOptions> = {}): RelayQueue {
  const queue = new RelayQueue({ folder: undefined, maximumBytes: 1_000_000, ...options });
  onTestFinished(() => queue.close());
  return queue;
}

function add(queue: RelayQueue, ...texts: readonly string[]): void {
  for (const text of texts) expect(queue.add("logs", 1, bytes(text))).toBe(true);
}

/** Everything that waits, in order. */
function drain(queue: RelayQueue): string {
  let all = "";
  for (let batch = queue.next(4); batch.length > 0; batch = queue.next(4)) {
    all += textOf(queue.read(batch));
    queue.acknowledge(batch.at(-1)?.id ?? 0);
  }
  return all;
}

describe("A queue", () => {
  test("gives requests in their order, several small ones together", () => {
    const queue = queueOf();
    add(queue, "a", "b", "c", "long text", "d");
    expect(queue.next(3).map(({ bytes: size }) => size)).toEqual([1, 1, 1]);
    expect(drain(queue)).toBe("abclong textd");
    expect(queue.size).toEqual({ requests: 0, items: 0, bytes: 0 });
  });

  test("never puts signals together", () => {
    const queue = queueOf();
    queue.add("logs", 1, bytes("a"));
    queue.add("traces", 1, bytes("b"));
    queue.add("traces", 1, bytes("c"));
    expect(queue.next(100).map(({ signal }) => signal)).toEqual(["logs"]);
    queue.acknowledge(queue.next(100)[0]?.id ?? 0);
    expect(queue.next(100).map(({ signal }) => signal)).toEqual(["traces", "traces"]);
  });

  test("takes no more than it may hold, and again when there is room", () => {
    const queue = queueOf({ maximumBytes: 10 });
    add(queue, "12345", "12345");
    expect(queue.add("logs", 7, bytes("x"))).toBe(false);
    expect(queue.size).toEqual({ requests: 2, items: 2, bytes: 10 });
    queue.acknowledge(queue.next(1)[0]?.id ?? 0);
    add(queue, "x");
    expect(drain(queue)).toBe("12345x");
  });
});

describe("A queue that is opened again", () => {
  test("has everything that was not acknowledged, without an orderly end", () => {
    const folder = temporaryFolder();
    const before = queueOf({ folder });
    add(before, "a", "b", "c");
    before.acknowledge(before.next(1)[0]?.id ?? 0);
    const after = queueOf({ folder });
    expect(after.size).toMatchObject({ requests: 2, items: 2 });
    add(after, "d");
    expect(drain(after)).toBe("bcd");
    expect(drain(queueOf({ folder }))).toBe("");
  });

  test("sends nothing twice, however often it is opened", () => {
    const folder = temporaryFolder();
    let sent = "";
    for (const text of ["a", "b", "c", "d"]) {
      const queue = queueOf({ folder });
      add(queue, text, text.toUpperCase());
      const [first] = queue.next(1);
      if (first) {
        sent += textOf(queue.read([first]));
        queue.acknowledge(first.id);
      }
      if (text !== "c") queue.close();
    }
    expect(sent + drain(queueOf({ folder }))).toBe("aAbBcCdD");
  });

  test("keeps the order when the clock goes back, or stands still", () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const folder = temporaryFolder();
    for (const [i, text] of ["a", "b", "c", "d", "e"].entries()) {
      vi.setSystemTime(Math.max(1_000_000 - i * 60_000, 880_000));
      add(queueOf({ folder }), text);
    }
    expect(drain(queueOf({ folder }))).toBe("abcde");
  });

  test("leaves out what was cut off in the middle", () => {
    const folder = temporaryFolder();
    add(queueOf({ folder }), "whole", "cut off");
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".segment"));
    truncateSync(join(folder, file), statSync(join(folder, file)).size - 3);
    expect(drain(queueOf({ folder }))).toBe("whole");
  });

  test("goes on after a request whose bytes have changed", () => {
    const folder = temporaryFolder();
    add(queueOf({ folder }), "one", "two", "three");
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".segment"));
    const bytes = readFileSync(join(folder, file));
    bytes[bytes.indexOf("two")] = 0x54;
    writeFileSync(join(folder, file), bytes);
    expect(drain(queueOf({ folder }))).toBe("onethree");
  });

  test("counts what has waited too long, but nothing that was sent", () => {
    const folder = temporaryFolder();
    const before = queueOf({ folder });
    add(before, "sent", "old", "older");
    before.acknowledge(before.next(1)[0]?.id ?? 0);
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), new Date(1000), new Date(1000));
    const after = queueOf({ folder, keepSince: 2000 });
    expect({ expired: after.expired, waiting: after.size.items }).toEqual({ expired: 2, waiting: 0 });
    expect(queueOf({ folder, keepSince: 2000 }).expired).toBe(0);
  });

  test("forgets what has waited too long", () => {
    const folder = temporaryFolder();
    add(queueOf({ folder }), "old");
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), new Date(1000), new Date(1000));
    add(queueOf({ folder }), "new");
    expect(drain(queueOf({ folder, keepSince: 2000 }))).toBe("new");
  });

  test("is private, and leaves nothing behind when all was sent", () => {
    const folder = temporaryFolder();
    const queue = queueOf({ folder });
    add(queue, "a");
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    drain(queue);
    queue.close();
    expect(readdirSync(folder)).toEqual(["acknowledged"]);
  });
});
