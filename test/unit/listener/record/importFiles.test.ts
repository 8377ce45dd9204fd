import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { encodeRequest } from "../../../../core/otlp/protobuf.ts";
import { countItems } from "../../../../core/otlp/requests.ts";
import { Listener } from "../../../../listener/worker/listener.ts";
import { captureBytes, captureRequests } from "../../otlp/captures.ts";
import { temporaryFolder } from "../store/stores.ts";

const name = "many-turns.logs.otlp.jsonl";
const requests = captureRequests(name);
const items = requests.reduce((sum, request) => sum + countItems(request), 0);

function fileOf(content: string | Buffer): string {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "capture.otlp.jsonl");
  writeFileSync(file, content);
  return file;
}

const listening = () => new Listener({ policyText: undefined, maximumEvents: 10_000 }, () => undefined);
const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

describe("Recorded files that are imported", () => {
  test("are as if they had been received: sessions, turns, findings", async () => {
    const received = listening();
    for (const request of requests) received.accept({ signal: request.signal, bytes: encodeRequest(request) });
    const imported = listening();
    const answer = await imported.importFiles([fileOf(captureBytes(name))], quiet);
    expect(answer).toEqual({ files: 1, requests: requests.length, items, broken: 0 });
    expect(imported.totals()).toEqual(received.totals());
    expect(imported.queries.sessions()).toEqual(received.queries.sessions());
  });

  test("may be gzipped, and hold other signals", async () => {
    const imported = listening();
    const answer = await imported.importFiles([fileOf(captureBytes("shell-tools.all.otlp.jsonl.gz"))], quiet);
    const all = captureRequests("shell-tools.all.otlp.jsonl.gz");
    expect(answer).toMatchObject({ files: 1, requests: all.length, broken: 0 });
    expect(imported.totals().spans).toBeGreaterThan(0);
    expect(imported.totals().metricPoints).toBeGreaterThan(0);
  });

  test("lose no more than their broken lines, which are counted, the first one named", async () => {
    const lines = captureBytes(name).toString().trim().split("\n");
    const file = fileOf([lines[0], "{ broken", "", lines[1], "[1]"].join("\n"));
    const answer = await listening().importFiles([file, `${file}.gone`], quiet);
    expect(answer).toMatchObject({ files: 1, requests: 2, broken: 3 });
    expect(answer.firstFailure).toContain("line 2");
  });

  test("that are cut off in the middle of their compression bring what they have", async () => {
    const whole = gzipSync(captureBytes(name), { level: 0 });
    const answer = await listening().importFiles([fileOf(whole.subarray(0, whole.length - 2000))], quiet);
    expect(answer.requests).toBeGreaterThan(0);
    expect(answer).toMatchObject({ files: 0, broken: 1 });
  });

  test("stop coming when the person has had enough; what came stays", async () => {
    const enough = new AbortController();
    const imported = listening();
    const running = imported.importFiles([fileOf(captureBytes(name))], {
      ...quiet,
      speed: 0.001,
      signal: enough.signal,
    });
    await expect.poll(() => imported.totals().requests).toBeGreaterThan(0);
    enough.abort();
    const answer = await running;
    expect(answer.requests).toBeLessThan(requests.length);
    expect(imported.totals().requests).toBe(answer.requests);
  });
});
