import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, onTestFinished, test } from "vitest";
import type { OtlpRequest } from "../../../../core/otlp/requests.ts";
import type { ListenerError } from "../../../../listener/protocol/listenerError.ts";
import { readCapture } from "../../../../listener/record/captureFile.ts";
import { Recorder, type RecordingLimits } from "../../../../listener/record/recorder.ts";
import { captureRequests } from "../../otlp/captures.ts";
import { temporaryFolder } from "../store/stores.ts";

const requests = captureRequests("shell-tools.all.otlp.jsonl.gz");

function recording(limits: RecordingLimits = {}, name = "capture.otlp.jsonl") {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const failures: ListenerError[] = [];
  const file = join(folder, name);
  const recorder = new Recorder(file, (failure) => failures.push(failure), limits);
  onTestFinished(() => recorder.close());
  return { folder, file, recorder, failures };
}

/** All that is in the files of a folder, in the order of their names. */
async function recorded(folder: string): Promise<OtlpRequest[]> {
  const found: OtlpRequest[] = [];
  for (const name of readdirSync(folder).sort())
    for await (const request of readCapture(join(folder, name))) found.push(request);
  return found;
}

describe("A recording", () => {
  test("holds every request of every signal when it was taken, in a file for its owner only", async () => {
    const { folder, file, recorder } = recording();
    for (const [i, request] of requests.entries()) {
      recorder.record(request);
      if (i === 2) expect(await recorded(folder)).toEqual(requests.slice(0, 3));
    }
    expect(await recorded(folder)).toEqual(requests);
    expect(recorder.requests).toBe(requests.length);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("goes on in a file that exists, and makes it private", async () => {
    const { folder, file, recorder } = recording();
    recorder.record(requests[0] as OtlpRequest);
    recorder.close();
    const again = new Recorder(file, () => undefined);
    again.record(requests[1] as OtlpRequest);
    again.close();
    expect(await recorded(folder)).toEqual(requests.slice(0, 2));
  });

  test("goes on after a line that was cut off, which costs that line only", async () => {
    const { folder, file, recorder } = recording();
    recorder.record(requests[0] as OtlpRequest);
    recorder.close();
    appendFileSync(file, '{"resourceLogs":[{"sco');
    const again = new Recorder(file, () => undefined);
    again.record(requests[1] as OtlpRequest);
    again.close();
    const broken: string[] = [];
    const onBrokenLine = ({ message }: Error) => broken.push(message);
    const capture = join(folder, "capture.otlp.jsonl");
    const found: OtlpRequest[] = [];
    for await (const request of readCapture(capture, { onBrokenLine })) found.push(request);
    expect(found).toEqual(requests.slice(0, 2));
    expect(broken).toHaveLength(1);
  });

  test.skipIf(process.platform !== "linux")("leaves no part of a line when there is no room for it", async () => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    const program = join(folder, "record.mjs");
    await build({
      stdin: {
        contents: `import { Recorder } from "./recorder.ts";
const recorder = new Recorder(process.argv[2], ({ message }) => console.log(message));
const attributes = [{ key: "output", value: { stringValue: "x".repeat(9000) }, keyStrindex: 0 }];
const record = { attributes, timeUnixNano: 1n, observedTimeUnixNano: 1n };
for (let i = 0; i < 9; i++)
  recorder.record({ signal: "logs", request: { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] } });
`,
        resolveDir: join(import.meta.dirname, "../../../../listener/record"),
        loader: "ts",
      },
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    });
    const file = join(folder, "capture.otlp.jsonl");
    // files may have 32 blocks of 1024 bytes (dash counts blocks of 512)
    const told = execFileSync("sh", ["-c", `ulimit -f 64; exec "${process.execPath}" "${program}" "${file}"`]);
    expect(told.toString()).toMatch(/cannot be written \(EFBIG\)/);
    const text = readFileSync(file, "utf8");
    expect(text.length).toBeGreaterThan(9000);
    expect(text.endsWith("\n")).toBe(true);
    const lines = text.trimEnd().split("\n");
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  test("begins a new file when one is large enough; their names keep the order, and none is overwritten", async () => {
    const { folder, recorder } = recording({ maximumBytes: 200_000 });
    const all = [...requests, ...requests, ...requests];
    for (const request of all) recorder.record(request);
    expect(readdirSync(folder).length).toBeGreaterThan(3);
    expect(readdirSync(folder).every((name) => /^capture(-\d{8}T\d{9})?\.otlp\.jsonl$/.test(name))).toBe(true);
    expect(await recorded(folder)).toEqual(all);
  });

  test("keeps so many of its files, and touches no others", async () => {
    const { folder, recorder } = recording({ maximumBytes: 1, keep: 2 });
    writeFileSync(join(folder, "capture-20000101T000000000.otlp.jsonl"), "");
    const all = [...requests, ...requests].slice(0, 6);
    for (const request of all) recorder.record(request);
    expect(readdirSync(folder).length).toBe(4);
    expect(await recorded(folder)).toEqual(all.slice(3));
  });

  test("works for names without an extension", async () => {
    const { folder, recorder } = recording({ maximumBytes: 1 }, "capture");
    for (const request of requests.slice(0, 2)) recorder.record(request);
    expect(readdirSync(folder).sort()[0]).toBe("capture");
    expect(readdirSync(folder).sort()[1]).toMatch(/^capture-\d{8}T\d{9}$/);
  });

  test("that can't be written is ended, which is told once", () => {
    const { folder, recorder, failures } = recording({ maximumBytes: 1 });
    recorder.record(requests[0] as OtlpRequest);
    rmSync(folder, { recursive: true });
    for (const request of requests.slice(1, 4)) recorder.record(request);
    expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining("cannot be written (ENOENT)")]);
  });

  test("in a folder that isn't there says so at once", () => {
    expect(() => new Recorder(join(temporaryFolder(), "no", "file"), () => undefined)).toThrow("check the file");
  });
});

test("Files set aside in the same millisecond get different names", () => {
  const { folder, recorder } = recording({ maximumBytes: 1 });
  for (let i = 0; i < 20; i++) recorder.record(requests[0] as OtlpRequest);
  expect(readdirSync(folder)).toHaveLength(20);
  expect(readFileSync(join(folder, "capture.otlp.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
});

test.skipIf(process.platform === "win32")("A link is not recorded to, and what it leads to stays as it is", () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const target = join(folder, ".bashrc");
  writeFileSync(target, "alias ll='ls -l'\n", { mode: 0o644 });
  symlinkSync(target, join(folder, "session.jsonl"));
  symlinkSync(join(folder, "not-there"), join(folder, "dangling.jsonl"));
  for (const name of ["session.jsonl", "dangling.jsonl"])
    expect(() => new Recorder(join(folder, name), () => undefined)).toThrow(/is a link, and was not written to/);
  expect(readFileSync(target, "utf8")).toBe("alias ll='ls -l'\n");
  expect(statSync(target).mode & 0o777).toBe(0o644);
  expect(existsSync(join(folder, "not-there"))).toBe(false);
});
