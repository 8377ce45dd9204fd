import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { leadingInto } from "../insideFolder.ts";
import { thisMachine } from "../machineFolders.ts";
import { isPrivatePlace } from "./privatePlace.ts";

/**
 * Does something with a new, empty folder outside of every workspace, in a place where nobody else can write, and removes it.
 * Rejects when there is no place for one.
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
  const isForeign = leadingInto(workspaces);
  for (const place of places()) {
    // by its real path: a link may be another one a moment later
    const real = isAbsolute(place) && !isForeign(place) ? thisMachine.realPath(place) : undefined;
    if (real === undefined || !isPrivatePlace(real)) continue;
    const made = await mkdtemp(join(real, "codex-otel-")).catch(() => undefined);
    if (made !== undefined) return made;
  }
  throw new Error(
    "There is no folder to start a program in, outside of the workspaces and where nobody else can write.",
  );
}

/** Folders for what is there for a moment, and the home folder where there are none. */
function places(): readonly string[] {
  const homes = [homedir(), ...(thisMachine.accountHome === undefined ? [] : [thisMachine.accountHome])];
  const { XDG_RUNTIME_DIR: runtime = "" } = process.env;
  return [runtime, tmpdir(), ...homes.map((home) => join(home, ".cache")), ...homes];
}
