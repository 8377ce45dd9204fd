import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
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
    all += textOf(Buffer.concat(queue.read(batch)));
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

/** How many entries of arrays the methods that may look at all of one have looked at, while something is done. */
function arrayWork(task: () => void): number {
  let work = 0;
  const methods = ["shift", "splice", "slice", "filter", "find", "findIndex", "map", "flatMap", "reduce"] as const;
  const originals = methods.map((method) => [method, Array.prototype[method]] as const);
  for (const [method, original] of originals) {
    const counted = function (this: unknown[], ...parameters: unknown[]): unknown {
      work += this.length;
      return Reflect.apply(original, this, parameters);
    };
    Object.defineProperty(Array.prototype, method, { value: counted, configurable: true, writable: true });
  }
  try {
    task();
  } finally {
    for (const [method, value] of originals)
      Object.defineProperty(Array.prototype, method, { value, configurable: true, writable: true });
  }
  return work;
}

describe("What a queue does with its first requests takes as long as there are of them, however many wait:", () => {
  const queueWith = (count: number): RelayQueue => {
    const queue = queueOf({ maximumBytes: 1e9 });
    for (let i = 0; i < count; i++) queue.add("logs", 1, bytes(String.fromCharCode(97 + (i % 26))));
    return queue;
  };

  test.each([
    ["in batches", 512],
    ["one by one", 0],
  ])("%s", (_, batchBytes) => {
    const work = [2000, 16_000].map((count) => {
      const queue = queueWith(count);
      let sent = 0;
      const done = arrayWork(() => {
        for (let batch = queue.next(batchBytes); batch.length > 0; batch = queue.next(batchBytes)) {
          sent += Buffer.concat(queue.read(batch)).length;
          queue.acknowledge((batch.at(-1) as { id: number }).id);
        }
      });
      expect(sent).toBe(count);
      return done / count;
    });
    expect(work[1]).toBeLessThan(2 * (work[0] as number) + 10);
  });

  test("a batch has so many at most, however small they are", () => {
    const queue = queueWith(5000);
    expect(queue.next(1e9).length).toBeLessThanOrEqual(256);
  });
});

describe("Where a queue is", () => {
  const positionOf = (folder: string) => join(folder, "position");
  /** Five requests were accepted, two of them sent one after the other. */
  function started(): string {
    const folder = temporaryFolder();
    const queue = queueOf({ folder });
    add(queue, "a", "b", "c", "d", "e");
    for (let i = 0; i < 2; i++) queue.acknowledge(queue.next(0)[0]?.id ?? 0);
    queue.close();
    return folder;
  }

  test("is known whatever bit of its file has changed, and nothing that waits is lost", () => {
    const folder = started();
    const good = readFileSync(positionOf(folder));
    const segments = readdirSync(folder).filter((name) => name.endsWith(".frames"));
    const content = readFileSync(join(folder, segments[0] ?? ""));
    for (let bit = 0; bit < good.length * 8; bit++) {
      const flipped = Buffer.from(good);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      writeFileSync(positionOf(folder), flipped);
      writeFileSync(join(folder, segments[0] ?? ""), content);
      const queue = queueOf({ folder });
      // the entry before the last one says that one more waits
      expect(["cde", "bcde"]).toContain(drain(queue));
      queue.close();
    }
  });

  test("is known when one entry is damaged right after it was opened again", () => {
    const folder = started();
    queueOf({ folder }).close();
    const good = readFileSync(positionOf(folder));
    for (const entry of [0, 32]) {
      const damaged = Buffer.from(good);
      damaged.fill(0, entry, entry + 32);
      writeFileSync(positionOf(folder), damaged);
      const queue = queueOf({ folder });
      expect(queue.size.requests).toBe(3);
      queue.close();
    }
  });

  test("is nowhere when both of its entries are damaged: then all that is there is sent", () => {
    const folder = started();
    writeFileSync(positionOf(folder), Buffer.alloc(64, 7));
    const queue = queueOf({ folder });
    expect(queue.damage?.files).toEqual([{ name: "position", reason: "damaged" }]);
    expect(drain(queue)).toBe("abcde");
  });

  test("is nowhere when it is beyond the newest request of its file", () => {
    const folder = started();
    const [name = ""] = readdirSync(folder).filter((file) => file.endsWith(".frames"));
    const stamp = Buffer.from(name.slice(13, 25), "hex");
    const entry = Buffer.alloc(32);
    entry.set([0xf6, 0x4f, 0x50, 0x01]);
    entry.set(stamp, 6);
    entry.writeUInt32LE(1e6, 12);
    entry.writeDoubleLE(99, 16);
    entry.writeUInt32LE(crc32(entry.subarray(0, 28)), 28);
    writeFileSync(positionOf(folder), entry);
    expect(drain(queueOf({ folder }))).toBe("abcde");
  });

  test.each(["folder", "link", "empty file"])("does not matter when a %s has its name", (what) => {
    const folder = started();
    rmSync(positionOf(folder));
    if (what === "folder") mkdirSync(positionOf(folder));
    else if (what === "link") symlinkSync("/nowhere", positionOf(folder));
    else writeFileSync(positionOf(folder), "");
    const queue = queueOf({ folder });
    expect(drain(queue)).toBe("abcde");
    queue.close();
    add(queueOf({ folder }), "f");
    expect(drain(queueOf({ folder }))).toBe("f");
  });

  test("is kept apart by two that use a folder at the same time: what either accepted is sent", () => {
    const folder = temporaryFolder();
    const [one, two] = [queueOf({ folder }), queueOf({ folder })];
    add(one, "a", "b", "c");
    add(two, "d", "e", "f", "g");
    expect(drain(two)).toBe("defg");
    one.close();
    two.close();
    expect(drain(queueOf({ folder }))).toBe("abc");
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
        sent += textOf(Buffer.concat(queue.read([first])));
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
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".frames"));
    truncateSync(join(folder, file), statSync(join(folder, file)).size - 3);
    expect(drain(queueOf({ folder }))).toBe("whole");
  });

  test("goes on after a request whose bytes have changed", () => {
    const folder = temporaryFolder();
    add(queueOf({ folder }), "one", "two", "three");
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".frames"));
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
    expect(readdirSync(folder)).toEqual(["position"]);
  });
});
