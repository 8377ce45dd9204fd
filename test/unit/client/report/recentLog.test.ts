import { expect, test } from "vitest";
import { RecentLog } from "../../../../client/report/recentLog.ts";

test("The newest of the log is kept, each entry whole", () => {
  let now = 0;
  const log = new RecentLog(() => now++);
  for (let index = 0; index < 100; index++) log.add("info", `${index}:${"x".repeat(1000)}`);
  expect(log.entries.length).toBeGreaterThan(30);
  expect(log.entries.length).toBeLessThan(40);
  expect(log.entries.at(-1)).toMatchObject({ time: 99, level: "info" });
  for (const { text } of log.entries) expect(text).toMatch(/^\d+:x{1000}$/);
});

test("An entry that is too long is left out as a whole, because half of a credential would not be recognized", () => {
  const log = new RecentLog(() => 0);
  log.add("info", `before ${"x".repeat(8000)} after`);
  expect(log.entries.map(({ text }) => text)).toEqual(["(more than 8000 characters, left out)\n"]);
});

test("What another process prints is one entry up to the end of its line, in whatever pieces it came", () => {
  const log = new RecentLog(() => 0);
  for (const piece of ["to", "ken=", "abc\n", "next"]) log.add("output", piece);
  log.add("info", "between");
  log.add("output", "later");
  expect(log.entries.map(({ text }) => text)).toEqual(["token=abc\n", "next", "between", "later"]);
});
