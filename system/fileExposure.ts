import { realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { gitTracks } from "./git/gitTracks.ts";

/** Who can read a file beside its owner: everybody with the repository that tracks it, or other accounts of the machine. */
export type FileExposure = "tracked" | "readable";

/** Finds out who can read a file; undefined when nobody else can, or when it cannot be told. Never throws. */
export async function findFileExposure(path: string): Promise<FileExposure | undefined> {
  try {
    const real = await realpath(path);
    if ((await gitTracks(real)) === "tracked") return "tracked";
    return process.platform !== "win32" && (await isReadableByOthers(real)) ? "readable" : undefined;
  } catch {
    return undefined;
  }
}

/** Others can read the file when its mode says so and no folder above it keeps them out. */
async function isReadableByOthers(path: string): Promise<boolean> {
  if (((await stat(path)).mode & 0o004) === 0) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
