import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findExposureOnceWritten, findFileExposure, makePrivate } from "../../../system/fileExposure.ts";

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

describe.skipIf(process.platform === "win32")("A file that is to hold a token", () => {
  test("and is not there yet will be readable, unless a folder keeps others out", async () => {
    for (const missing of ["missing.toml", "no/such/folder/missing.toml"]) {
      const path = join(folder, missing);
      chmodSync(folder, 0o755);
      expect(await findExposureOnceWritten(path)).toBe("readable");
      chmodSync(folder, 0o700);
      expect(await findExposureOnceWritten(path)).toBeUndefined();
    }
  });

  test("and is there is as exposed as it is", async () => {
    expect(await findExposureOnceWritten(file)).toBeUndefined();
    chmodSync(file, 0o644);
    expect(await findExposureOnceWritten(file)).toBe("readable");
  });

  test("is made private without losing what is in it, or the link that leads to it", async () => {
    writeFileSync(file, "a = 1\n");
    chmodSync(file, 0o664);
    const link = join(folder, "link.toml");
    symlinkSync(file, link);
    await makePrivate(link);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(link, "utf8")).toBe("a = 1\n");
    expect(await findFileExposure(link)).toBeUndefined();
  });

  test("is made when it is not there, for its owner alone", async () => {
    const path = join(folder, "new", "config.toml");
    await makePrivate(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toBe("");
  });
});
