import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findTranscript } from "../../../client/config/transcript.ts";
import { linesOf } from "../../../client/sessions/fileLines.ts";
import { belowTranscript } from "../../../client/sessions/sessionChildren.ts";
import { transcriptsOf } from "../../../client/sessions/transcripts.ts";
import { readTranscript } from "../../../core/transcript/readTranscript.ts";

const session = "01a20842-8d4e-7652-a753-a4fd01efb373";
const parent = "01a20842-8d4e-7652-a753-a4fd01efb374";
const line = (type: string, payload: unknown) => JSON.stringify({ type, payload });
const compacted = line("compacted", {});

/** A home of Codex, and where a transcript of the session would be. */
function homeOf(): { readonly home: string; readonly file: string } {
  const home = mkdtempSync(join(tmpdir(), "codex-home-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const day = join(home, "sessions/2026/12/01");
  mkdirSync(day, { recursive: true });
  return { home, file: join(day, `rollout-2026-12-01T03-40-42-${session}.jsonl`) };
}
const transcriptsIn = (home: string) => transcriptsOf(home, () => 0);

const others: Readonly<Record<string, (file: string) => void>> = {
  "a link": (file) => {
    writeFileSync(`${file}.other`, compacted);
    symlinkSync(`${file}.other`, file);
  },
  "a link to a device": (file) => symlinkSync("/dev/zero", file),
  "a pipe": (file) => execFileSync("mkfifo", [file]),
  "a folder": (file) => mkdirSync(file),
};

describe.skipIf(process.platform === "win32")("What is no ordinary file is no transcript", () => {
  test.each(Object.entries(others))("%s", async (_, make) => {
    const { home, file } = homeOf();
    make(file);
    expect(await findTranscript(home, session)).toBeUndefined();
    expect(await transcriptsIn(home).read(session)).toBeUndefined();
  });

  test.each(Object.entries(others))("%s in the place of one that was found before", async (_, make) => {
    const { home, file } = homeOf();
    writeFileSync(file, compacted);
    const transcripts = transcriptsIn(home);
    expect(await transcripts.has(session)).toBe(true);
    renameSync(file, `${file}.before`);
    make(file);
    expect(await transcripts.read(session)).toBeUndefined();
  });
});

test("Where Codex's folder is not the person's own, there are no transcripts", async () => {
  const { home, file } = homeOf();
  writeFileSync(file, compacted);
  let isOwn = true;
  const transcripts = transcriptsOf(
    home,
    () => 0,
    () => isOwn,
  );
  expect(await transcripts.read(session)).toMatchObject({ unlogged: [{ kind: "compacted" }] });
  isOwn = false;
  expect(await transcripts.has(session)).toBe(false);
  expect(await transcripts.read(session)).toBeUndefined();
});

test("Of many steps 1,000 are shown, and how many more there are", async () => {
  const { home, file } = homeOf();
  writeFileSync(file, `${compacted}\n`.repeat(1500));
  const below = belowTranscript(await transcriptsIn(home).read(session));
  expect(below).toHaveLength(1001);
  expect(below.at(-1)).toEqual(["further", { kind: "furtherSteps", count: 500 }]);
});

test("Nothing but what is shown is kept of a transcript, and no long text", async () => {
  const { home, file } = homeOf();
  const error = line("event_msg", { type: "task_complete", error: { message: "x".repeat(100_000) } });
  writeFileSync(file, `${line("response_item", { type: "function_call", call_id: "a" })}\n${error}\n`);
  const untold = await transcriptsIn(home).read(session);
  expect(Object.keys(untold ?? {}).sort()).toEqual(["further", "unlogged"]);
  expect(untold?.unlogged.map(({ kind, text }) => [kind, text.length])).toEqual([["error", 1000]]);
});

test("A line of more than 4 MiB is passed over", async () => {
  const { home, file } = homeOf();
  const long = line("compacted", { text: "x".repeat(4 * 1024 * 1024) });
  writeFileSync(file, [compacted, long, compacted].join("\n"));
  expect((await transcriptsIn(home).read(session))?.unlogged).toHaveLength(2);
});

test("Lines are the same wherever the file is cut into pieces", async () => {
  const bytes = Buffer.from("a\r\nbé\n\nlonger\nc");
  for (let at = 0; at <= bytes.length; at++) {
    const lines: string[] = [];
    const chunks = async function* () {
      yield bytes.subarray(0, at);
      yield bytes.subarray(at);
    };
    for await (const one of linesOf(chunks(), 5)) lines.push(one);
    expect(lines).toEqual(["a\r", "bé", "", "c"]);
  }
});

describe("What a transcript says is shown only where it is what Codex writes", () => {
  const context = (sandbox: unknown, approval: unknown) =>
    line("turn_context", { sandbox_policy: { type: sandbox }, approval_policy: approval });

  test("permissions", () => {
    const texts = (...lines: readonly string[]) => readTranscript(lines).unlogged.map(({ text }) => text);
    expect(texts(context("read-only", "never"), context("read-only", "on-request"))).toEqual([
      "read-only, approval never → read-only, approval on-request",
    ]);
    expect(texts(context("read-only", "never"), context("[a](b)", "never"), context("x".repeat(41), "a b"))).toEqual([
      "read-only, approval never → approval never",
      "",
    ]);
  });

  test("the session that it belongs to", () => {
    const parentOf = (meta: object) => readTranscript([line("session_meta", { id: session, ...meta })]).parent;
    expect(parentOf({ parent_thread_id: parent })).toEqual({ kind: "sub-agent", session: parent });
    expect(parentOf({ forked_from_id: parent })).toEqual({ kind: "fork", session: parent });
    for (const name of ["parent_thread_id", "forked_from_id"])
      expect(parentOf({ [name]: `${parent} and more` })).toBeUndefined();
  });

  test("A session is found by its whole id", async () => {
    const { home, file } = homeOf();
    writeFileSync(file, compacted);
    expect(await findTranscript(home, session)).toBe(file);
    for (const part of ["a4fd01efb373", "a753-a4fd01efb373", "3", ""])
      expect(await findTranscript(home, part)).toBeUndefined();
  });
});
