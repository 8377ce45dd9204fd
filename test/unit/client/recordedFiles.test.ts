import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RecordedFiles } from "../../../client/sessions/recordedFiles.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "recorded-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** VS Code's memory of a window as far as it is used; it outlives the window. */
function memory() {
  const kept = new Map<string, unknown>();
  const state = {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  return { kept, window: () => new RecordedFiles(state) };
}

const written = async (name: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, "");
  return file;
};

test("Recorded and exported files are known after a restart, the newest first and each once", async () => {
  const { window } = memory();
  const [first, second] = [await written("first.jsonl"), await written("second.jsonl")];
  for (const file of [first, second, first]) await window().remember(file);
  expect(await window().existing()).toEqual([first, second]);
});

test("A file that was deleted or moved away is not named", async () => {
  const { window } = memory();
  const file = await written("gone.jsonl");
  await window().remember(file);
  await rm(file);
  expect(await window().existing()).toEqual([]);
});

test("What is kept in place of the list is no list, and is written anew", async () => {
  const { kept, window } = memory();
  const file = await written("a.jsonl");
  await window().remember(file);
  for (const key of kept.keys()) kept.set(key, [{ file }, 7]);
  expect(await window().existing()).toEqual([]);
  await window().remember(file);
  expect(await window().existing()).toEqual([file]);
});
