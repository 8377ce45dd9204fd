import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findFileExposure } from "../../../system/fileExposure.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "exposure-"));
  file = join(folder, "config.toml");
  writeFileSync(file, "");
  chmodSync(folder, 0o755);
  chmodSync(file, 0o600);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("A file that only its owner reads is exposed to nobody", async () => {
  expect(await findFileExposure(file)).toBeUndefined();
});

test.skipIf(process.platform === "win32")(
  "Other accounts can read a file whose mode and folders let them",
  async () => {
    chmodSync(file, 0o644);
    expect(await findFileExposure(file)).toBe("readable");
    chmodSync(folder, 0o700);
    expect(await findFileExposure(file)).toBeUndefined();
  },
);

test("Everybody with the repository has a file that git tracks, also behind a link to it", async () => {
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });
  git("init");
  expect(await findFileExposure(file)).toBeUndefined();
  git("add", "config.toml");
  expect(await findFileExposure(file)).toBe("tracked");
  const link = join(folder, "link.toml");
  symlinkSync(file, link);
  expect(await findFileExposure(link)).toBe("tracked");
});

test("Asking git runs nothing that a repository brings along", async () => {
  const mark = join(folder, "ran");
  execFileSync("git", ["-C", folder, "init"], { stdio: "ignore" });
  execFileSync("git", ["-C", folder, "config", "core.fsmonitor", `touch ${mark}; false`]);
  await findFileExposure(file);
  expect(() => chmodSync(mark, 0o600)).toThrow();
});

test("A file that is not there is exposed to nobody", async () => {
  expect(await findFileExposure(join(folder, "missing.toml"))).toBeUndefined();
});
