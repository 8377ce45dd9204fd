import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lostGestures } from "./lostGestures.ts";

const folder = join(import.meta.dirname, "../../editor");
const files = readdirSync(folder).filter((file) => file.endsWith(".test.ts"));

/** What must not be repeated, because a lost key is what the test is about. */
const onPurpose = ["sessions.test.ts: page.keyboard.type(word)"];

describe("Every click and key of the editor tests is repeated until its effect is seen", () => {
  test("in every file", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => lostGestures(file, readFileSync(join(folder, file), "utf8")))).toEqual(onPurpose);
  });

  test.each([
    'it("does", async () => { await row.click(); });',
    'it("does", async () => { await row.click(inAttempt); });',
    'it.each([1])("does %i", async () => { await row.hover(inAttempt); });',
    "beforeAll(async () => { for (const key of keys) await page.keyboard.press(key); });",
    "const open = async () => { await page.keyboard.press('F1'); };",
    "async function open() { await page.mouse.down(); }",
    "await until(effect, async () => { await row.click(); });",
    "const open = () => row.fill(text);",
  ])("so this is found: %s", (source) => {
    expect(lostGestures("some.test.ts", source)).toHaveLength(1);
  });

  test.each([
    'it("does", async () => { await clickUntil(row, effect); });',
    'it("does", async () => { await until(effect, () => row.click(inAttempt)); });',
    'it("does", async () => { await until(effect, () => row.click({ button: "right", ...inAttempt })); });',
    'it("does", async () => { await until(effect, async () => { await page.keyboard.press("F1"); }); });',
    "const open = () => row.click(inAttempt);",
  ])("and this is not: %s", (source) => {
    expect(lostGestures("some.test.ts", source)).toEqual([]);
  });
});
