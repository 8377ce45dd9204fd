import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { takeFollowed, versionFiles, withNewestKnown } from "../../../scripts/followedFiles.mjs";

const sources = join(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(sources, path), "utf8");
const lockOf = (version: string, more: object = {}) => {
  const codex = { version, integrity: "sha512-x" };
  const packages = { "": { dependencies: { "@openai/codex": version } }, "node_modules/@openai/codex": codex, ...more };
  return JSON.stringify({ name: "codex-under-test", lockfileVersion: 3, packages });
};

let root: string;
let folder: string;
const put = (place: string, files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
};

beforeEach(() => {
  const place = mkdtempSync(join(tmpdir(), "followed-"));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  root = join(place, "root");
  folder = join(place, "followed");
  put(root, Object.fromEntries(Object.values(versionFiles).map((path) => [path, read(path)])));
  put(folder, {
    version: "9.8.7\n",
    "package-lock.json": lockOf("9.8.7"),
    "report.md": "# Codex 9.8.7\n",
    "captures/exec-a-command.all.otlp.jsonl": '{"resourceLogs":[]}\n{"resourceSpans":[]}\n',
  });
});

test("A version that was followed is named where the project names it, and its captures are taken", async () => {
  const { version, report, files } = await takeFollowed(folder, root);
  expect({ version, report }).toEqual({ version: "9.8.7", report: "# Codex 9.8.7\n" });
  expect(files).toEqual([...Object.values(versionFiles), "test/fixtures/followed/exec-a-command.all.otlp.jsonl"]);
  expect(readFileSync(join(root, versionFiles.newestKnown), "utf8")).toContain('newestKnownCodexVersion = "9.8.7"');
  expect(JSON.parse(readFileSync(join(root, versionFiles.manifest), "utf8")).dependencies).toEqual({
    "@openai/codex": "9.8.7",
  });
});

describe("What is none of the named files, or something else than it should be, gets into no pull request", () => {
  test.each<[what: string, files: Readonly<Record<string, string>>]>([
    ["a version with more in it", { version: "9.8.7; touch x\n" }],
    ["a lock file with another package", { "package-lock.json": lockOf("9.8.7", { "node_modules/left-pad": {} }) }],
    [
      "a lock file with another source",
      {
        "package-lock.json": lockOf("9.8.7").replace(
          '"integrity"',
          '"resolved":"https://evil.example/x.tgz","integrity"',
        ),
      },
    ],
    ["a lock file of another version", { "package-lock.json": lockOf("9.8.6") }],
    ["a capture with a name of its own", { "captures/..%2f.github.all.otlp.jsonl": "{}\n" }],
    ["a capture that is none", { "captures/exec.all.otlp.jsonl": "#!/bin/sh\n" }],
  ])("%s", async (_, files) => {
    put(folder, files);
    await expect(takeFollowed(folder, root)).rejects.toThrow();
    expect(readFileSync(join(root, versionFiles.manifest), "utf8")).toBe(read(versionFiles.manifest));
  });

  test("other files that lie beside them", async () => {
    put(folder, { ".github/workflows/own.yml": "on: push", "core/config/options.ts": "broken" });
    await takeFollowed(folder, root);
    expect(readdirSync(root).sort()).toEqual(["core", "test"]);
  });
});

test("The module of versions changes in the version alone", () => {
  const text = read(versionFiles.newestKnown);
  const changed = withNewestKnown(text, "9.8.7");
  expect(changed.replace("9.8.7", "")).toBe(text.replace(/(?<=newestKnownCodexVersion = ")[^"]*/, ""));
});

test("The version that tests run with is the newest that is known", () => {
  const { dependencies } = JSON.parse(read(versionFiles.manifest));
  expect(read(versionFiles.newestKnown)).toContain(`newestKnownCodexVersion = "${dependencies["@openai/codex"]}"`);
});
