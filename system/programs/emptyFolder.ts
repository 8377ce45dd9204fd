import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isInsideAny } from "../workspaceFolders.ts";

/**
 * Does something with a new, empty folder that only this account reads, outside of every workspace, and removes it. Rejects
 * when there is no place for one.
 */
export async function inEmptyFolder<T>(workspaces: readonly string[], act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeFolder(workspaces);
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function makeFolder(workspaces: readonly string[]): Promise<string> {
  const places = [tmpdir(), ...(process.platform === "win32" ? [] : ["/tmp", "/var/tmp"]), homedir()];
  for (const place of places.map((name) => resolve(name))) {
    if (isInsideAny(place, workspaces)) continue;
    const made = await mkdtemp(join(place, "codex-otel-")).catch(() => undefined);
    if (made !== undefined) return made;
  }
  throw new Error("There is no folder outside of the workspaces to start a program in.");
}
