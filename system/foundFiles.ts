import { linkLeadsToAnotherMachine } from "./localPath.ts";
import {
  type FolderSurroundings,
  foldersAround,
  isInside,
  isOwnFile,
  type OwnFolders,
  pathsOf,
  thisMachine,
} from "./workspaceFolders.ts";

/**
 * Whether a file that was found in a folder, and that nobody named, is a link out of the repository there. Who follows it
 * reads and changes what the repository chose: a key of the person, say. What lies in the person's own folder of Codex may be
 * a link to anywhere.
 */
export function leadsOutside(
  path: string,
  { folder, own, currentDirectory }: FoundIn,
  surroundings: FolderSurroundings = thisMachine,
): boolean {
  const workspaces = foldersAround({ folders: [currentDirectory], codexHome: own.codexHome }, surroundings);
  if (isOwnFile(path, own, workspaces, surroundings)) return false;
  if (linkLeadsToAnotherMachine(path, folder)) return true;
  const real = surroundings.realPath(path);
  return real !== undefined && !isInside(real, repositoryOf(folder, surroundings), surroundings);
}

/** Where a file was found. */
export interface FoundIn {
  /** The one that was looked into. */
  readonly folder: string;
  readonly own: OwnFolders;
  readonly currentDirectory: string;
}

/** The nearest repository around a folder, else the folder. The account's home folder and those above it are none. */
function repositoryOf(folder: string, surroundings: FolderSurroundings): string {
  const { dirname, join } = pathsOf(surroundings.platform);
  const isHome = (top: string) =>
    surroundings.accountHome !== undefined && isInside(surroundings.accountHome, top, surroundings);
  for (let top = folder; !isHome(top); top = dirname(top)) {
    if (surroundings.exists(join(top, ".git"))) return top;
    if (top === dirname(top)) break;
  }
  return folder;
}
