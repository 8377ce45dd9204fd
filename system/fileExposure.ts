import { mkdir, open, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { gitTracks } from "./git/gitTracks.ts";

/** Who can read a file beside its owner: everybody with the repository that tracks it, or other accounts of the machine. */
export type FileExposure = "tracked" | "readable";

/** Finds out who can read a file; undefined when nobody else can, or when it cannot be told. Never throws. */
export async function findFileExposure(path: string): Promise<FileExposure | undefined> {
  try {
    const real = await realpath(path);
    if ((await gitTracks(real)) === "tracked") return "tracked";
    if (process.platform === "win32" || ((await stat(real)).mode & 0o004) === 0) return undefined;
    return (await isReachedByOthers(real)) ? "readable" : undefined;
  } catch {
    return undefined;
  }
}

/** The same for a file that may not be there yet: editors make one that other accounts can read. Never throws. */
export async function findExposureOnceWritten(path: string): Promise<FileExposure | undefined> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere || process.platform === "win32") return findFileExposure(path);
  return (await isReachedByOthers(path).catch(() => true)) ? "readable" : undefined;
}

/**
 * Lets nobody but its owner read or change a file, which is made when it is not there. Rejects with the error of the file
 * system.
 */
export async function makePrivate(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "a", 0o600);
  try {
    await file.chmod((await file.stat()).mode & 0o700);
  } finally {
    await file.close();
  }
}

/** Whether no folder above a file keeps others out. One that is not there yet keeps out nobody. */
async function isReachedByOthers(path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await modeOf(folder)) & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function modeOf(folder: string): Promise<number> {
  try {
    return (await stat(folder)).mode;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0o755;
    throw error;
  }
}
