import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fill, prompt, storeOf, temporaryFolder } from "./stores.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/storage");

/** A store of a folder with some more events, as it is after it was closed. */
function identityAfter(folder: string, events = 1): string {
  const store = storeOf({ folder });
  for (let i = 0; i < events; i++) fill(store, prompt("s", `prompt ${i}`));
  store.close();
  return store.identity;
}

const segments = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".frames"));

test("A folder is the same store at each opening, while its ids go on", () => {
  const folder = temporaryFolder();
  const identity = identityAfter(folder);
  expect(identity).toMatch(/^[0-9a-f]{16}$/);
  expect([identityAfter(folder), identityAfter(folder, 0), identityAfter(folder)]).toEqual(Array(3).fill(identity));
  // what it began with is no longer kept
  rmSync(join(folder, segments(folder)[0] ?? ""));
  const store = storeOf({ folder });
  expect([store.identity, fill(store, prompt("s"))]).toEqual([identity, [4]]);
});

test("A store in memory is another one each time, and so is a folder of which nothing is left", () => {
  expect(storeOf().identity).not.toBe(storeOf().identity);
  const folder = temporaryFolder();
  const identity = identityAfter(folder);
  const store = storeOf({ folder, keepSince: Date.now() + 60_000 });
  expect([store.range.next, store.identity === identity]).toEqual([1, false]);
});

test("A folder of which something is missing is another store: its ids may be given once more", () => {
  const folder = temporaryFolder();
  const identity = identityAfter(folder, 3);
  const file = join(folder, segments(folder)[0] ?? "");
  writeFileSync(file, readFileSync(file).subarray(0, -5));
  const now = identityAfter(folder);
  expect(now).not.toBe(identity);
  // and stays another one once what is damaged is no longer there
  rmSync(file);
  expect(identityAfter(folder)).toBe(now);
});

test("A folder in which two processes have given the same ids is the store of neither", () => {
  const folder = temporaryFolder();
  const identity = identityAfter(folder);
  const [one, other] = [storeOf({ folder }), storeOf({ folder })];
  expect([fill(one, prompt("s")), fill(other, prompt("s"))]).toEqual([[2], [2]]);
  one.close();
  other.close();
  expect(identityAfter(folder)).not.toBe(identity);
});

test.each(["format-2", "format-3"])("A folder that does not say which store it is becomes one: %s", (format) => {
  const folder = temporaryFolder();
  cpSync(join(fixtures, format, "listener"), folder, { recursive: true });
  const identity = identityAfter(folder);
  expect([identityAfter(folder), identityAfter(folder)]).toEqual([identity, identity]);
});
