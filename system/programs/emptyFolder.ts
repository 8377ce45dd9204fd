import { lstat, mkdtemp, readdir, rm, rmdir } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { leadingInto } from "../insideFolder.ts";
import { thisMachine } from "../machineFolders.ts";
import { isPrivatePlace } from "./privatePlace.ts";

/**
 * Does something with a new, empty folder outside of every workspace, in a place where nobody else can write, and removes it,
 * with those beside it that a process left that was killed. Rejects when there is no place for one.
 */
export async function inEmptyFolder<T>(workspaces: readonly string[], act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeFolder(workspaces);
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    await removeLeftFolders(dirname(folder)).catch(() => undefined);
  }
}

const prefix = "codex-otel-";
/** As `mkdtemp` names them. */
const ownName = new RegExp(`^${prefix}[A-Za-z0-9]{6}$`);
/** No program is asked for so long. */
const longestUse = 24 * 60 * 60 * 1000;

/** Only empty folders of this account go that nobody can still use; links are neither followed nor removed. */
async function removeLeftFolders(place: string): Promise<void> {
  const account = process.getuid?.();
  for (const name of await readdir(place)) {
    if (!ownName.test(name)) continue;
    const folder = join(place, name);
    const found = await lstat(folder).catch(() => undefined);
    if (found === undefined || !found.isDirectory() || Date.now() - found.mtimeMs < longestUse) continue;
    if (account !== undefined && found.uid !== account) continue;
    // that of the system refuses a folder that holds anything, and a link that has taken its place
    await rmdir(folder).catch(() => undefined);
  }
}

async function makeFolder(workspaces: readonly string[]): Promise<string> {
  const isForeign = leadingInto(workspaces);
  for (const place of places()) {
    // by its real path: a link may be another one a moment later
    const real = isAbsolute(place) && !isForeign(place) ? thisMachine.realPath(place) : undefined;
    if (real === undefined || !isPrivatePlace(real)) continue;
    const made = await mkdtemp(join(real, prefix)).catch(() => undefined);
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
