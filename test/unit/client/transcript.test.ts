import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findTranscript } from "../../../client/config/transcript.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "codex-home-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(name: string): string {
  const path = join(home, "sessions", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "{}\n");
  return path;
}
const session = "01a20842-8d4e-7652-a753-a4fd01efb373";

test("The transcript of a session is found by its id, whatever the day", async () => {
  write("2026/11/23/rollout-2026-11-23T10-00-00-11111111-8d4e-7652-a753-a4fd01efb373.jsonl");
  const wanted = write(`2026/11/22/rollout-2026-11-22T10-00-00-${session}.jsonl`);
  expect(await findTranscript(home, session)).toBe(wanted);
});

test("Nothing is found for a session of another machine, nor for an id that is a path", async () => {
  write(`2026/11/22/rollout-2026-11-22T10-00-00-${session}.jsonl`);
  expect(await findTranscript(home, "ffffffff-8d4e-7652-a753-a4fd01efb373")).toBeUndefined();
  expect(await findTranscript(home, `../${session}`)).toBeUndefined();
  expect(await findTranscript(join(home, "nowhere"), session)).toBeUndefined();
});
