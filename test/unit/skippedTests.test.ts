import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { skippedTests } from "../../scripts/skippedTests.mjs";

const missing = [
  { word: "collectorProgram", reason: "without the OpenTelemetry Collector: Go could not build it" },
  { word: "obtainStrace", reason: "without strace: it is for Linux" },
];
const source = (file: string) => (file.includes("collector") ? "await collectorProgram()" : "plain");

const result = (status: string, title: string, suite?: string) => ({
  status,
  title,
  ancestorTitles: suite === undefined ? [] : [suite, "deeper"],
});

test("A run that skipped nothing says nothing", () => {
  const report = { testResults: [{ name: "/root/test/a.test.ts", assertionResults: [result("passed", "a")] }] };
  expect(skippedTests(report, "/root/", missing, source)).toEqual([]);
});

test("A suite that wants a program which is missing is named, with the reason", () => {
  const report = {
    testResults: [
      {
        name: "/root/test/collector.test.ts",
        assertionResults: [
          result("skipped", "a", "The real Collector"),
          result("pending", "b", "The real Collector"),
          result("passed", "c", "Something else"),
        ],
      },
    ],
  };
  expect(skippedTests(report, "/root/", missing, source)).toEqual([
    "test/collector.test.ts: The real Collector (2 tests): without the OpenTelemetry Collector: Go could not build it",
  ]);
});

test("Steps after one that failed are not called a matter of the machine", () => {
  const report = {
    testResults: [
      {
        name: "/root/test/editor/a.test.ts",
        assertionResults: [result("failed", "a", "a journey"), result("skipped", "b", "a journey")],
      },
    ],
  };
  expect(skippedTests(report, "/root/", missing, source)).toEqual([
    "test/editor/a.test.ts: a journey (1 test): an earlier step failed",
  ]);
});

test("A test for another system is named too", () => {
  const report = { testResults: [{ name: "/root/test/b.test.ts", assertionResults: [result("skipped", "modes")] }] };
  expect(skippedTests(report, "/root/", missing, source)).toEqual([
    "test/b.test.ts: modes (1 test): they are for another machine than this one",
  ]);
});

test("The test run knows of every program without which a suite is skipped", () => {
  const run = readFileSync(join(import.meta.dirname, "../../scripts/test.mjs"), "utf8");
  const words = [...run.matchAll(/word: "(\w+)"/g)].map(([, word = ""]) => word);
  const folder = join(import.meta.dirname, "..");
  const skippable = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }))
    .filter(({ text }) => /describe\.skipIf\((?:program|path|packages|"unobtainable")/.test(text));
  expect(skippable.length).toBeGreaterThan(5);
  for (const { name, text } of skippable)
    expect(
      words.some((word) => text.includes(word)),
      name,
    ).toBe(true);
});
