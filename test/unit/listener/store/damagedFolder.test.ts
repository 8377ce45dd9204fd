import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toText } from "../../../../core/otlp/anyValue.ts";
import { RelayQueue } from "../../../../listener/relay/relayQueue.ts";
import { EventStore } from "../../../../listener/store/eventStore.ts";
import { frameHeadBytes, frameKind } from "../../../../listener/store/segments/segmentFormat.ts";
import { describeDamage, isLoss } from "../../../../listener/store/segments/storageDamage.ts";
import fc from "../../seededCheck.ts";
import {
  anyDamage,
  contentsOf,
  damage,
  foreignFile,
  foreignText,
  isStillThere,
  segmentFiles,
  writtenFrames,
} from "./folderDamage.ts";
import { logsOf } from "./receivedEvents.ts";
import { request, silentInspector, storeOf, temporaryFolder, temporaryFolderNow } from "./stores.ts";

const openStore = (folder: string) =>
  new EventStore({ folder, maximumEvents: 1000, segmentBytes: 900 }, silentInspector);
const openQueue = (folder: string) => new RelayQueue({ folder, maximumBytes: 1_000_000 });

const mark = (n: number) => `mark ${n};`;
const marksIn = (text: string): string[] => text.match(/mark \d+;/g) ?? [];

function fillStore(folder: string, from: number, count: number): void {
  const store = openStore(folder);
  for (let n = from; n < from + count; n++) store.append(logsOf([request("s", mark(n))]).bytes);
  store.close();
}

function marksOfStore(folder: string) {
  const store = openStore(folder);
  const { first, next } = store.range;
  const ids = Array.from({ length: next - first }, (_, i) => first + i);
  const marks = store.events(ids).map(({ event }) => toText(event.attributes.get("endpoint")));
  store.close();
  return { marks, damage: store.damage };
}

function fillQueue(folder: string, from: number, count: number): void {
  // each opening begins a file
  for (let n = from; n < from + count; n += 4) {
    const queue = openQueue(folder);
    for (let i = n; i < Math.min(n + 4, from + count); i++) queue.add("logs", 1, Buffer.from(mark(i)));
    queue.close();
  }
}

function marksOfQueue(folder: string) {
  const queue = openQueue(folder);
  const marks = marksIn(Buffer.concat(queue.read(queue.next(1e9))).toString());
  queue.close();
  return { marks, damage: queue.damage };
}

const kinds = [
  ["The store", fillStore, marksOfStore, frameKind.logs],
  ["A queue", fillQueue, marksOfQueue, frameKind.queued],
] as const;

describe.each(kinds)("%s, whatever happens to its files,", (_, fill, read, kind) => {
  test("has everything that is undamaged, once, counts the rest, and deletes nothing", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 14 }),
        fc.array(anyDamage, { minLength: 1, maxLength: 4 }),
        (count, all) => {
          const folder = temporaryFolderNow();
          try {
            fill(folder, 1, count);
            const written = writtenFrames(folder).filter((frame) => frame.kind === kind);
            damage(folder, all);
            const expected = written
              .filter((frame) => isStillThere(frame, folder))
              .flatMap(({ content }) => marksIn(content.toString("latin1")));
            const files = contentsOf(folder).filter((content) => content.length > frameHeadBytes);
            const { marks, damage: counted } = read(folder);
            expect([...marks].sort()).toEqual([...expected].sort());
            const missing = count - expected.length;
            expect(Math.max(counted?.requests ?? 0, counted?.ids ?? 0)).toBeLessThanOrEqual(missing);
            // files that were cut off at the end of a frame tell of nothing
            const isCut = all.some((one) => one.kind === "cut" || one.kind === "remove");
            if (missing > 0 && !isCut) expect(counted !== undefined && isLoss(counted)).toBe(true);
            if (missing === 0 && all.every((one) => one.kind === "copy" || one.kind === "strange"))
              expect(
                counted === undefined || !isLoss(counted) || counted.files.some((f) => f.reason === "damaged"),
              ).toBe(true);
            const after = contentsOf(folder);
            for (const content of files) expect(after).toContain(content);
            expect(readFileSync(foreignFile(folder), "utf8")).toBe(foreignText);
            // and it goes on
            fill(folder, 101, 2);
            expect([...read(folder).marks].sort()).toEqual([...expected, mark(101), mark(102)].sort());
          } finally {
            rmSync(join(folder, ".."), { recursive: true, force: true });
          }
        },
      ),
      { numRuns: Number(process.env.CODEX_OTEL_DAMAGES ?? 60) },
    );
  });
});

/** 300 events of one request each, in a store with one file, as a listener leaves it that was killed. */
function written(count = 20): string {
  const folder = temporaryFolder();
  const store = storeOf({ folder });
  for (let n = 1; n <= count; n++) store.append(logsOf([request("s", mark(n))]).bytes);
  return folder;
}

const changed = (file: string, change: (bytes: Buffer) => Buffer): void =>
  writeFileSync(file, change(readFileSync(file)));

/** Where the second frame of a store begins: behind the header and the first one. */
function secondFrame(bytes: Buffer): number {
  return 32 + frameHeadBytes + bytes.readUInt32LE(32 + 16);
}

describe("One fault of a file costs one request at most", () => {
  const flipped = (at: (bytes: Buffer) => number) => (bytes: Buffer) => {
    const place = at(bytes);
    return Buffer.from(bytes.map((byte, i) => (i === place ? byte ^ 1 : byte)));
  };
  test.each<[string, (bytes: Buffer) => Buffer, number]>([
    ["a bit of a content", flipped((bytes) => secondFrame(bytes) + 60), 1],
    ["a bit of a frame's magic", flipped((bytes) => secondFrame(bytes)), 1],
    ["a bit of a frame's length", flipped((bytes) => secondFrame(bytes) + 17), 1],
    ["a bit of a frame's count", flipped((bytes) => secondFrame(bytes) + 20), 1],
    ["the first byte of the file", flipped(() => 0), 0],
    ["the version in the header", flipped(() => 8), 0],
    ["the last frame cut off", (bytes) => bytes.subarray(0, bytes.length - 7), 1],
    ["garbage at the end", (bytes) => Buffer.concat([bytes, Buffer.from("garbage".repeat(50))]), 0],
  ])("%s", (_, change, lost) => {
    const folder = written();
    for (const file of segmentFiles(folder)) changed(file, change);
    const { marks, damage: counted } = marksOfStore(folder);
    expect(marks).toHaveLength(20 - lost);
    expect(counted?.bytes).toBeGreaterThan(0);
  });

  test("every bit of the heads and contents of a queue", () => {
    const folder = temporaryFolder();
    const queue = openQueue(folder);
    for (let n = 1; n <= 6; n++) queue.add("logs", 1, Buffer.from(mark(n)));
    queue.close();
    const [file = ""] = segmentFiles(folder);
    const good = readFileSync(file);
    for (let at = 0; at < good.length; at++) {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
      writeFileSync(file, bytes);
      const { marks, damage: counted } = marksOfQueue(folder);
      expect(marks.length, `byte ${at}`).toBe(at < 32 ? 6 : 5);
      expect(counted?.bytes).toBeGreaterThan(0);
    }
  });
});

test("A frame that a sender has forged inside of a content is never taken for one", () => {
  const folder = temporaryFolder();
  const first = openQueue(folder);
  first.add("logs", 1, Buffer.from(mark(1)));
  first.close();
  const [file = ""] = segmentFiles(folder);
  const forged = readFileSync(file).subarray(32);
  const other = temporaryFolder();
  const queue = openQueue(other);
  queue.add("logs", 1, Buffer.concat([Buffer.from(mark(2)), forged]));
  queue.add("logs", 1, Buffer.from(mark(3)));
  queue.close();
  for (const name of segmentFiles(other))
    changed(name, (bytes) => Buffer.from(bytes.map((b, i) => (i === 34 ? b ^ 1 : b))));
  expect(marksOfQueue(other).marks).toEqual([mark(3)]);
});

describe("What is in the folder does not keep the listener from starting", () => {
  test("folders, links, pipes and files of somebody else are named and left alone", () => {
    const folder = written();
    mkdirSync(join(folder, "a.frames"));
    symlinkSync("/nowhere", join(folder, "b.frames"));
    writeFileSync(join(folder, "..", "mine"), "mine");
    symlinkSync(join(folder, "..", "mine"), join(folder, "c.segment"));
    execFileSync("mkfifo", [join(folder, "d.segment")]);
    writeFileSync(join(folder, "e.segment"), "mine too");
    const { marks, damage: counted } = marksOfStore(folder);
    expect(marks).toHaveLength(20);
    expect(counted?.files.map(({ name, reason }) => [name, reason])).toEqual(
      ["a.frames", "b.frames", "c.segment", "d.segment", "e.segment"].map((name) => [name, "foreign"]),
    );
    expect(counted !== undefined && isLoss(counted)).toBe(false);
    expect(readFileSync(join(folder, "e.segment"), "utf8")).toBe("mine too");
    expect(readFileSync(join(folder, "..", "mine"), "utf8")).toBe("mine");
  });

  test("a copy of a file counts once, and is out of the way when the file is gone", () => {
    const folder = temporaryFolder();
    fillQueue(folder, 1, 3);
    const [file = ""] = segmentFiles(folder);
    copyFileSync(file, join(folder, "000000000009-aaaaaaaaaaaa.frames"));
    const queue = openQueue(folder);
    expect(queue.size.requests).toBe(3);
    queue.acknowledge(queue.next(1000).at(-1)?.id ?? 0);
    queue.close();
    expect(marksOfQueue(folder).marks).toEqual([]);
    expect(readdirSync(join(folder, "set-aside"))).toEqual(["000000000009-aaaaaaaaaaaa.frames"]);
  });

  test("a file in which nothing can be read is set aside and named, for its owner only, and goes with its time", () => {
    const folder = written();
    const name = "000000000007-0123456789ab.frames";
    writeFileSync(join(folder, name), "nothing that could be read, but some bytes of it");
    const { marks, damage: counted } = marksOfStore(folder);
    expect(marks).toHaveLength(20);
    expect(counted?.files).toEqual([{ name, reason: "damaged", setAside: `set-aside/${name}` }]);
    expect(counted && describeDamage(counted, "what was received", "F")).toBe(
      `48 bytes of what was received could not be read; everything else is there. Nothing in the file "${name}" can be read, and was set aside as set-aside/${name}. The folder is F.`,
    );
    const place = join(folder, "set-aside");
    expect(statSync(place).mode & 0o777).toBe(0o700);
    utimesSync(join(place, name), new Date(1000), new Date(1000));
    storeOf({ folder, keepSince: 2000 });
    expect(readdirSync(place)).toEqual([]);
  });

  test("a file of a newer version stays as it is, under its name", () => {
    const folder = written();
    const [file = ""] = segmentFiles(folder);
    const newer = readFileSync(file);
    newer.writeUInt16LE(4, 8);
    const { crc32 } = process.getBuiltinModule("node:zlib");
    newer.writeUInt32LE(crc32(newer.subarray(0, 28)), 28);
    writeFileSync(file, newer);
    const { marks, damage: counted } = marksOfStore(folder);
    expect(marks).toEqual([]);
    expect(counted?.files).toMatchObject([{ reason: "newer" }]);
    expect(readFileSync(file)).toEqual(newer);
  });

  test("clearing leaves nothing that was received, readable or not", () => {
    const folder = written();
    writeFileSync(join(folder, "000000000007-0123456789ab.frames"), "nothing that could be read, but some bytes of it");
    const store = storeOf({ folder });
    store.clear();
    expect(store.damage).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("What is appended after somebody has deleted the files or the folder is there again", () => {
  const folder = temporaryFolder();
  const store = storeOf({ folder });
  store.append(logsOf([request("s", mark(1))]).bytes);
  for (const file of segmentFiles(folder)) rmSync(file);
  store.append(logsOf([request("s", mark(2))]).bytes);
  expect(marksOfStore(folder).marks).toEqual([mark(2)]);
  rmSync(folder, { recursive: true });
  store.append(logsOf([request("s", mark(3))]).bytes);
  expect(marksOfStore(folder).marks).toEqual([mark(3)]);
});
