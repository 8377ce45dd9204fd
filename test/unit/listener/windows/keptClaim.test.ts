import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FolderClaim } from "../../../../listener/windows/folderClaim.ts";
import { KeptClaim } from "../../../../listener/windows/keptClaim.ts";

const window = { version: "", name: "window", isListener: true };

async function kept() {
  const folder = await mkdtemp(join(tmpdir(), "kept-claim-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const heard: string[] = [];
  const claim = await KeptClaim.take(folder, window, {
    lost: () => void heard.push("lost"),
    regained: () => void heard.push("regained"),
  });
  onTestFinished(() => claim.release());
  return { folder, claim, heard };
}

test("A listener whose folder another window has taken does not hold it, and takes it back once that one has let go", async () => {
  const { folder, claim, heard } = await kept();
  expect(claim.isHeld).toBe(true);
  const other = await FolderClaim.take(folder, { ...window, name: "other window" });
  expect(claim.isHeld).toBe(false);
  await claim.look();
  expect([claim.isHeld, heard]).toEqual([false, ["lost"]]);
  await other.release();
  // with what the other one has made of it, nothing is its own before it is told
  expect(claim.isHeld).toBe(false);
  await claim.look();
  expect([claim.isHeld, heard]).toEqual([true, ["lost", "regained"]]);
  await claim.release();
  expect(await readdir(folder)).toEqual([]);
});

test("A claim of the same number that another process has made is not taken for the own one", async () => {
  const { folder, claim } = await kept();
  const other = await FolderClaim.take(folder, { ...window, name: "other window" });
  await other.release();
  const tail = await FolderClaim.take(folder, { version: "", name: "tail", isListener: false });
  expect(await readdir(folder)).toContain("owner-1.json");
  expect(claim.isHeld).toBe(false);
  await claim.release();
  expect([tail.isHeld, await readdir(folder)]).toEqual([true, expect.arrayContaining(["owner-1.json"])]);
  await tail.release();
});

test("A folder that somebody has deleted is nobody else's", async () => {
  const { folder, claim } = await kept();
  await rm(folder, { recursive: true });
  expect(claim.isHeld).toBe(true);
});
