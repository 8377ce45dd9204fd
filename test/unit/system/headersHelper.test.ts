import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runHeadersHelper } from "../../../system/headersHelper.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headers-helper-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The processes that a command wrote down. */
const written = () => readFileSync(join(folder, "pids"), "utf8").trim().split(/\s+/).map(Number);

/** Whether a process runs; one that ended and that nobody has asked for does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

const allEnd = () =>
  vi.waitFor(() => {
    expect(written().filter(isRunning)).toEqual([]);
  });

describe.skipIf(process.platform === "win32")("The command of headers_helper", () => {
  const remember = () => `echo $$ >> '${folder}/pids'`;

  test("brings headers", async () => {
    expect(await runHeadersHelper(`printf '{"X-Team":"%s"}' k1`)).toEqual({ headers: { "x-team": "k1" } });
  });

  test("brings headers though it leaves something that holds its output", async () => {
    const command = `sleep 71 & echo $! >> '${folder}/pids'; echo '{"a":"b"}'`;
    expect(await runHeadersHelper(command)).toEqual({ headers: { a: "b" } });
    await allEnd();
  });

  test("gets nothing to read", async () => {
    expect(await runHeadersHelper(`cat; echo '{"a":"b"}'`)).toEqual({ headers: { a: "b" } });
  });

  test.each([
    ["that ignores a request to end", (note: string) => `trap '' TERM; ${note}; sleep 74`],
    ["with children", (note: string) => `${note}; (${note}; sleep 72) | cat`],
    ["with children in the background", (note: string) => `sleep 73 & echo $! >> "$PIDS"; ${note}; sleep 72 | cat`],
  ])("%s is ended with everything that it started once it takes too long", async (_, command) => {
    const text = `PIDS='${folder}/pids'; ${command(remember())}`;
    expect(await runHeadersHelper(text, { milliseconds: 400 })).toEqual({
      problem: "headers_helper took longer than 0.4 seconds.",
    });
    await allEnd();
  });

  test("is ended once it prints too much, whatever it does about that", async () => {
    const command = `trap '' TERM PIPE; ${remember()}; while :; do echo xxxxxxxxxxxxxxxx; done; sleep 75`;
    expect(await runHeadersHelper(command)).toEqual({ problem: "headers_helper printed more than 64 KiB." });
    await allEnd();
    expect(await runHeadersHelper("yes")).toEqual({ problem: "headers_helper printed more than 64 KiB." });
  });

  test("is ended where the person cancels", async () => {
    const cancel = new AbortController();
    const answer = runHeadersHelper(`trap '' TERM; ${remember()}; sleep 76`, { signal: cancel.signal });
    await vi.waitFor(() => expect(written()).toHaveLength(1));
    cancel.abort();
    expect(await answer).toEqual({ problem: "headers_helper was canceled." });
    await allEnd();
    expect(await runHeadersHelper(remember(), { signal: cancel.signal })).toEqual({
      problem: "headers_helper was canceled.",
    });
    expect(written()).toHaveLength(1);
  });

  test.each([
    ["echo '{}'\0", "headers_helper cannot be run here."],
    ["exit 3", "headers_helper ended with 3."],
    ["kill -KILL $$", "headers_helper was ended by SIGKILL."],
    ["echo no", "headers_helper does not print a JSON object of strings, so Codex exports nothing."],
  ])("fails with a reason: %s", async (command, problem) => {
    expect(await runHeadersHelper(command)).toEqual({ problem });
  });
});
