import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCheck } from "../../../cli/commands/check.ts";
import { createFileAtomically, FileChangedError, writeFileAtomically } from "../../../system/writeFileAtomically.ts";

const folder = mkdtempSync(join(tmpdir(), "write-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const isRoot = process.getuid?.() === 0;

function fileWith(mode: number, name = `file-${mode.toString(8)}`): string {
  const path = join(folder, name);
  writeFileSync(path, "before");
  chmodSync(path, mode);
  return path;
}

const withUmask = async (mask: number, run: () => Promise<void>) => {
  const before = process.umask(mask);
  try {
    await run();
  } finally {
    process.umask(before);
  }
};

test.skipIf(process.platform === "win32").each([
  [0o664, 0o022],
  [0o644, 0o077],
  [0o600, 0o000],
  [0o444, 0o022],
])("A file of mode %o keeps it under umask %o", async (mode, mask) => {
  const path = fileWith(mode);
  await withUmask(mask, () => writeFileAtomically(path, "after"));
  expect(readFileSync(path, "utf8")).toBe("after");
  expect(statSync(path).mode & 0o7777).toBe(mode);
});

test("A link stays a link, and nothing else is left in the folder", async () => {
  const path = fileWith(0o640, "target");
  const link = join(folder, "link");
  symlinkSync(path, link);
  await writeFileAtomically(link, "after");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(path, "utf8")).toBe("after");
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("A file that somebody else has written since is left as it is", async () => {
  const path = fileWith(0o600, "raced");
  await expect(writeFileAtomically(path, "after", Buffer.from("earlier"))).rejects.toThrow(FileChangedError);
  expect(readFileSync(path, "utf8")).toBe("before");
  await writeFileAtomically(path, "after", Buffer.from("before"));
  expect(readFileSync(path, "utf8")).toBe("after");
});

test("A new file is for its owner alone, and none that is there is replaced", async () => {
  const path = join(folder, "new");
  await withUmask(0, () => createFileAtomically(path, "made"));
  expect(readFileSync(path, "utf8")).toBe("made");
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(createFileAtomically(path, "again")).rejects.toThrow(FileChangedError);
  expect(readFileSync(path, "utf8")).toBe("made");
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("A name as long as names may be is no hindrance", async () => {
  const path = fileWith(0o600, "x".repeat(255));
  await writeFileAtomically(path, "after");
  expect(readFileSync(path, "utf8")).toBe("after");
});

test.skipIf(!isRoot)("Owner and group stay when the administrator fixes another one's file", async () => {
  const { chownSync } = await import("node:fs");
  const path = fileWith(0o640, "owned");
  chownSync(path, 65534, 65534);
  await writeFileAtomically(path, "after");
  expect(statSync(path)).toMatchObject({ uid: 65534, gid: 65534 });
  expect(statSync(path).mode & 0o7777).toBe(0o640);
});

test.skipIf(process.platform === "win32")(
  "check --fix says in one sentence that the folder takes no new file",
  async () => {
    const closed = join(folder, "closed");
    mkdirSync(closed);
    writeFileSync(join(closed, "config.toml"), "[otel]\nenvironment = 1\n");
    chmodSync(closed, 0o555);
    chmodSync(folder, 0o755);
    const io = {
      stdout: () => undefined,
      stderr: () => undefined,
      environment: { HOME: folder },
      currentDirectory: closed,
    };
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(runCheck(["--fix", "--codex-version", "0.169.0", "config.toml"], io)).rejects.toThrow(
        "config.toml cannot be changed: this account may not write into its folder.",
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    expect(readFileSync(join(closed, "config.toml"), "utf8")).toBe("[otel]\nenvironment = 1\n");
  },
);
