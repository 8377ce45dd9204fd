import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { stallWatch, supervise } from "../../scripts/supervise.mjs";
import { readTestProgress } from "../../scripts/testProgress.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A scratch folder inside of the checkout, where Vitest is found. */
function scratch(): string {
  const folder = mkdtempSync(join(root, "test-results-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const lines = (...events: readonly object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
const began = (name: string) => ({ kind: "began", file: "a.test.ts", name });
const ended = (name: string, state: string) => ({ kind: "ended", file: "a.test.ts", name, state });

test("Of a run that was stopped, what passed, what failed and what was running is known", () => {
  const text = lines(
    { kind: "file", file: "a.test.ts" },
    began("one"),
    ended("one", "passed"),
    began("two"),
    ended("two", "failed"),
    began("three"),
    ended("three", "skipped"),
    began("four"),
  );
  expect(readTestProgress(`${text}{"kind":"ended","file":"a.te`)).toEqual({
    passed: 1,
    failed: ["a.test.ts: two"],
    running: ["a.test.ts: four"],
  });
});

test("Of a real run that is killed, each test is known as it began and ended", async () => {
  const folder = scratch();
  const progress = join(folder, "progress.jsonl");
  writeFileSync(
    join(folder, "three.test.mjs"),
    `import { expect, test } from "vitest";
test("passes", () => {});
test("fails", () => expect(1).toBe(2));
test("goes on", () => new Promise(() => {}));
`,
  );
  writeFileSync(join(folder, "vitest.config.mjs"), "export default { test: { testTimeout: 3600000 } };");
  const parameters = ["run", "--root", folder, `--reporter=${root}scripts/progressReporter.mjs`];
  const env = { ...process.env, CODEX_OTEL_TEST_PROGRESS: progress };
  const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), ...parameters], { env });
  const read = () => readTestProgress(existsSync(progress) ? readFileSync(progress, "utf8") : "");
  await expect.poll(() => read().running, { timeout: 120_000 }).toEqual(["three.test.mjs: goes on"]);
  child.kill("SIGKILL");
  await once(child, "close");
  expect(read()).toEqual({
    passed: 1,
    failed: ["three.test.mjs: fails"],
    running: ["three.test.mjs: goes on"],
  });
});

const node = (script: string): [string, ...string[]] => [process.execPath, "-e", script];

test("A step is not stopped while it makes progress, however long it takes", () => {
  const isStalled = stallWatch(3);
  const looks = [0, 0, 0, 10, 10, 10, 20, 20, 30, 30, 30];
  expect(looks.map(isStalled)).not.toContain(true);
  expect(isStalled(30)).toBe(true);
});

test("A step that makes none is stopped, and it is said why", async () => {
  const progress = { file: join(tmpdir(), "never-written"), patience: 50 };
  const end = await supervise(node("setInterval(() => {}, 1000)"), { progress, look: 10 });
  expect(end).toEqual({ code: "SIGTERM", stalled: true });
});

test("A step without a measure of progress ends by itself, and says how", async () => {
  expect(await supervise(node("process.exit(3)"), {})).toEqual({ code: 3, stalled: false });
  expect(await supervise(["/nothing/like/this"], {})).toEqual({ code: -1, stalled: false });
});
