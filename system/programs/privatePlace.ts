import { statSync } from "node:fs";
import { isInside } from "../insideFolder.ts";
import { type FolderSurroundings, thisMachine } from "../machineFolders.ts";
import { pathsOf } from "../walkPath.ts";

/** What finding out who may write somewhere needs of the machine. */
export interface PlaceSurroundings extends FolderSurroundings {
  /** This account's number; undefined on Windows. */
  readonly account: number | undefined;
  /** Owner and mode of a folder; undefined for what is not there. */
  readonly ownership: (path: string) => { readonly uid: number; readonly mode: number } | undefined;
}

const thisMachinesPlaces: PlaceSurroundings = {
  ...thisMachine,
  account: process.getuid?.(),
  ownership: (path) => statSync(path, { throwIfNoEntry: false }),
};

const root = 0;
const writableByOthers = 0o022;

/**
 * Whether only this account and root can put a file into a folder and all those above it, links followed: a program that
 * looks for its settings upward from where it is started, as the shims of asdf and mise do, then finds nobody else's. On
 * Windows, where the mode does not tell, the account's own profile is such a place.
 */
export function isPrivatePlace(folder: string, machine: PlaceSurroundings = thisMachinesPlaces): boolean {
  const { platform, realPath, accountHome, account, ownership } = machine;
  const real = realPath(folder);
  if (real === undefined) return false;
  if (platform === "win32") return accountHome !== undefined && isInside(real, accountHome, machine);
  const { dirname } = pathsOf(platform);
  for (let place = real; ; place = dirname(place)) {
    const found = ownership(place);
    if (found === undefined || (found.mode & writableByOthers) !== 0) return false;
    if (found.uid !== root && found.uid !== account) return false;
    if (place === dirname(place)) return true;
  }
}
