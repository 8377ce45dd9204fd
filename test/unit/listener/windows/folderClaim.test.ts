import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FolderClaim } from "../../../../listener/windows/folderClaim.ts";

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "claim-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function take(folder: string, name = "tail", isListener = false): Promise<FolderClaim> {
  const claim = await FolderClaim.take(folder, { version: "", name, isListener });
  onTestFinished(() => claim.release());
  return claim;
}

test("A folder is used by one at a time, and by the next one when it is released; nothing stays behind", async () => {
  const folder = await temporary();
  const first = await take(folder);
  await expect(take(folder, "other")).rejects.toMatchObject({
    code: "folder-in-use",
    message: `The folder ${folder} is in use by tail (process ${process.pid}): end that one first, or choose another folder.`,
  });
  await first.release();
  const second = await take(folder, "other");
  await second.release();
  expect(await readdir(folder)).toEqual([]);
});

test("Of many that want it at the same time one gets it", async () => {
  const folder = await temporary();
  const taken = await Promise.allSettled(Array.from({ length: 8 }, () => take(folder)));
  expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("A claim whose socket nobody listens on is stale, although a process has its number", async () => {
  const folder = await temporary();
  const record = { claim: 7, process: process.pid, version: "", window: "dead", state: "serving", token: "" };
  await writeFile(join(folder, "owner-7.json"), JSON.stringify({ ...record, socket: join(folder, "gone.sock") }));
  await take(folder);
  expect((await readdir(folder)).filter((name) => name.endsWith(".json"))).toEqual(["owner-8.json"]);
});

test("The listener of a window takes it over from the one before, which does not take it away again", async () => {
  const folder = await temporary();
  const before = await take(folder, "window", true);
  await take(folder, "next window", true);
  await before.release();
  await expect(take(folder, "tail")).rejects.toThrow("in use by next window");
});

test("The listener of a window does not take it from a command", async () => {
  const folder = await temporary();
  await take(folder, "another codex-otel tail");
  await expect(take(folder, "window", true)).rejects.toThrow("in use by another codex-otel tail");
});

/** A machine whose clock runs on when somebody waits, and where nobody listens on any socket. */
function quietMachine() {
  let now = 0;
  return {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
    listen: async () => createServer(),
    answers: async () => false,
  };
}

test("A claim that nobody has finished is stale after a while, also when the clock was put back since", async () => {
  const folder = await temporary();
  const file = join(folder, "owner-3.json");
  await writeFile(file, '{"claim"');
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
  await utimes(file, tomorrow, tomorrow);
  const claimant = { version: "", name: "tail", isListener: false };
  const claim = await FolderClaim.take(folder, claimant, quietMachine());
  expect(await readdir(folder)).toEqual(["owner-4.json"]);
  await claim.release();
});

test("A claim whose file cannot be removed is given back all the same: nobody listens on its socket", async () => {
  const folder = await temporary();
  const claim = await FolderClaim.take(folder, { version: "", name: "tail", isListener: false });
  await rm(join(folder, "owner-1.json"));
  await mkdir(join(folder, "owner-1.json"));
  await claim.release();
  expect(await readdir(folder)).toEqual(["owner-1.json"]);
});
