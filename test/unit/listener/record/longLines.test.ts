import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { afterAll, expect, test, vi } from "vitest";
import type { OtlpRequest } from "../../../../core/otlp/requests.ts";
import { CaptureError, readCapture } from "../../../../listener/record/captureFile.ts";
import { importFiles } from "../../../../listener/record/importFiles.ts";

const folder = mkdtempSync(join(tmpdir(), "long-lines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const good = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"event.name","value":{"stringValue":"codex.user_prompt"}}]}]}]}]}\n`;
const megabyte = Buffer.alloc(1024 * 1024, "a");

/** A sound line, one of so many megabytes, and a sound line. */
async function captureWithLongLine(name: string, megabytes: number): Promise<string> {
  const file = join(folder, name);
  function* parts() {
    yield good;
    yield '{"resourceLogs":["';
    for (let number = 0; number < megabytes; number++) yield megabyte;
    yield `"]}\n${good}`;
  }
  await pipeline(Readable.from(parts()), createGzip({ level: 1 }), createWriteStream(file));
  return file;
}

async function all(requests: AsyncIterable<OtlpRequest>): Promise<number> {
  let count = 0;
  for await (const _ of requests) count++;
  return count;
}

test("A line longer than a message may be is passed over, told with its number, and what follows is read", async () => {
  const file = await captureWithLongLine("bomb.jsonl.gz", 600);
  const before = process.memoryUsage.rss();
  const told: string[] = [];
  const count = await all(readCapture(file, { onLongLine: ({ message }) => told.push(message) }));
  expect(count).toBe(2);
  expect(told).toEqual([`${file}, line 2: it is longer than 16 MiB.`]);
  // A line of 600 MB cannot even be a text: nothing near it was kept.
  expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024);
});

test("It counts as a broken line where nobody asks for long ones", async () => {
  const file = await captureWithLongLine("broken.jsonl.gz", 20);
  const told: string[] = [];
  expect(await all(readCapture(file, { onBrokenLine: ({ message }) => told.push(message) }))).toBe(2);
  expect(told).toHaveLength(1);
  await expect(all(readCapture(file))).rejects.toThrow(CaptureError);
});

test("An import counts it, tells of it and takes the lines behind it in; others have their turn meanwhile", async () => {
  const file = await captureWithLongLine("import.jsonl.gz", 600);
  let turns = 0;
  let running = true;
  const turn = () => {
    turns++;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  let accepted = 0;
  const { signal } = new AbortController();
  const result = await importFiles([file], () => accepted++, { signal, onProgress: () => undefined });
  running = false;
  expect(result).toMatchObject({ files: 1, requests: 2, broken: 1 });
  expect(result.firstFailure).toMatch(/line 2: it is longer than 16 MiB\.$/);
  expect(accepted).toBe(2);
  // One of each chunk that is unzipped, at least.
  expect(turns).toBeGreaterThan(600);
});

const manyRecords = (count: number) =>
  `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${Array(count).fill("{}")}]}]}]}\n`;

test("A line with more records than a message may have is left out like one that is too long", async () => {
  const file = join(folder, "many.jsonl");
  writeFileSync(file, `${good}${manyRecords(60_000)}${good}`);
  const told: string[] = [];
  expect(await all(readCapture(file, { onLongLine: ({ message }) => told.push(message) }))).toBe(2);
  expect(told).toEqual([`${file}, line 2: The request has more than 50000 records: send smaller batches.`]);
  const { signal } = new AbortController();
  const result = await importFiles([file], () => undefined, { signal, onProgress: () => undefined });
  expect(result).toMatchObject({ files: 1, requests: 2, broken: 1, firstFailure: told[0] });
});

test("Blank lines are passed over without a step for each, and counted", async () => {
  const file = join(folder, "blank.jsonl.gz");
  const blanks = Buffer.alloc(megabyte.length, "\n");
  function* parts() {
    for (let number = 0; number < 30; number++) yield blanks;
    yield `${good} \r\n\t \n[1]\n`;
    yield Buffer.alloc(20 * megabyte.length, " ");
    yield good;
  }
  await pipeline(Readable.from(parts()), createGzip({ level: 1 }), createWriteStream(file));
  const told: string[] = [];
  const subarrays = vi.spyOn(Buffer.prototype, "subarray");
  const count = await all(readCapture(file, { onBrokenLine: ({ message }) => told.push(message) }));
  const steps = subarrays.mock.calls.length;
  subarrays.mockRestore();
  expect(count).toBe(2);
  expect(told).toEqual([`${file}, line ${30 * megabyte.length + 4}: The text is not a JSON object.`]);
  expect(steps).toBeLessThan(10_000);
});

test("An import can be ended in the middle of a line", async () => {
  const file = await captureWithLongLine("endless.jsonl.gz", 300);
  const ending = new AbortController();
  const result = importFiles([file], () => ending.abort(), { signal: ending.signal, onProgress: () => undefined });
  expect(await result).toMatchObject({ files: 0, broken: 0 });
});

test.skipIf(process.platform !== "linux")("What never ends is no capture", async () => {
  for (const file of ["/dev/zero", folder]) await expect(all(readCapture(file))).rejects.toThrow("is no ordinary file");
  writeFileSync(join(folder, "plain.jsonl"), good);
  expect(await all(readCapture(join(folder, "plain.jsonl")))).toBe(1);
});
