import { execFile } from "node:child_process";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";

/** Who can read a file beside its owner: everybody with the repository that tracks it, or other accounts of the machine. */
export type FileExposure = "tracked" | "readable";

/** How long git may take, in milliseconds. */
const timeout = 5_000;

/** Finds out who can read a file; undefined when nobody else can, or when it cannot be told. Never throws. */
export async function findFileExposure(path: string): Promise<FileExposure | undefined> {
  try {
    const real = await realpath(path);
    if (await isTracked(real)) return "tracked";
    return process.platform !== "win32" && (await isReadableByOthers(real)) ? "readable" : undefined;
  } catch {
    return undefined;
  }
}

/** Asks git for its index only, with what a repository could make it run switched off. */
function isTracked(path: string): Promise<boolean> {
  const args = ["-c", "core.fsmonitor=false", "ls-files", "--error-unmatch", "--", basename(path)];
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
  return new Promise((resolve) => {
    execFile("git", args, { cwd: dirname(path), env, timeout, windowsHide: true }, (error) => resolve(error === null));
  });
}

/** Others can read the file when its mode says so and no folder above it keeps them out. */
async function isReadableByOthers(path: string): Promise<boolean> {
  if (((await stat(path)).mode & 0o004) === 0) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
