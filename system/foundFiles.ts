import type { StrayLink } from "../core/setup/unreadFile.ts";
import { isInside, isSame } from "./insideFolder.ts";
import { linkLeadsToAnotherMachine } from "./localPath.ts";
import { type FolderSurroundings, thisMachine } from "./machineFolders.ts";
import { pathsOf, walkPath } from "./walkPath.ts";
import {
  foldersAround,
  isAccountsCodexHome,
  isOwnCodexHome,
  isOwnFile,
  type OwnFolders,
  repositoriesAround,
  repositoriesAroundCodexHome,
  withoutOwnHome,
} from "./workspaceFolders.ts";

/**
 * Whether a file that was found in a folder, and that nobody named, is a link that is not followed: who follows it reads and
 * changes what the repository chose, such as a key of the person or the settings of git. What lies in the person's own folder
 * of Codex may be a link to anywhere, unless `CODEX_HOME` puts that into a repository.
 */
export function strayLink(
  path: string,
  { folder, own, worked }: FoundIn,
  surroundings: FolderSurroundings = thisMachine,
): StrayLink | undefined {
  // without any link it is what it seems
  if (walkPath(path, surroundings).names.length === 1) return undefined;
  if (isAccountsCodexHome(own, surroundings) && isOwnFile(path, own, [], surroundings)) return undefined;
  if (isOwnFile(path, own, workspacesOf({ own, worked }, surroundings), surroundings)) return undefined;
  if (linkLeadsToAnotherMachine(path, folder)) return "is a link out of this repository";
  const real = surroundings.realPath(path);
  if (real === undefined) return undefined;
  if (!isInside(real, repositoryOf(folder, surroundings), surroundings)) return "is a link out of this repository";
  return strayTarget(path, real, surroundings);
}

/** The same of a file that the person named, and that is to be changed: it may be anywhere. */
export function strayTarget(
  path: string,
  real: string | undefined,
  { platform }: FolderSurroundings = thisMachine,
): StrayLink | undefined {
  if (real === undefined) return undefined;
  const { basename, sep } = pathsOf(platform);
  const isInGit = (name: string) => name.toLowerCase().split(sep).includes(".git");
  if (isInGit(real) && !isInGit(path)) return "is a link into .git";
  const isRenamed = basename(real).toLowerCase() !== basename(path).toLowerCase();
  return isRenamed && !/\.toml$/i.test(real) ? "is a link to a file that is no TOML file" : undefined;
}

/**
 * The same of a file that is to be changed, named or not, and that may not be there yet: as the end of a sentence where a link
 * on the way leads into a repository, or into a folder that is worked in, for what is written there is for others to read, and
 * may be what they chose. Also where one leads out of these: see {@link leavingLink}.
 */
export function strayChange(
  path: string,
  seeker: Omit<FoundIn, "folder">,
  surroundings: FolderSurroundings = thisMachine,
): string | undefined {
  const { dirname } = pathsOf(surroundings.platform);
  const real = realOrNew(path, surroundings);
  if (real === undefined || real === path) return undefined;
  const stray = strayTarget(path, real, surroundings);
  if (stray !== undefined) return stray;
  const leaving = leavingLink(path, seeker, surroundings);
  if (leaving !== undefined) return leaving;
  const own = withoutOwnHome(seeker.worked, surroundings).flatMap((one) => surroundings.realPath(one) ?? []);
  const tops = [...repositoriesAround(dirname(real), surroundings), ...own];
  const leadsInto = (link: string, top: string) =>
    !isInside(dirname(link), top, surroundings) && isInside(surroundings.realPath(link) ?? link, top, surroundings);
  const into = tops.find((top) => linksOn(path, surroundings).some((link) => leadsInto(link, top)));
  return into && `is a link into ${into}`;
}

/**
 * The end of a sentence where a link on the way to a file stands in a repository, or in a folder that is worked in, and leads
 * out of it: whoever wrote the repository would choose which file of the person is changed, though the person named the link.
 * Links right in the person's own folder of Codex are their own, and so is one in place of that folder.
 */
export function leavingLink(
  path: string,
  { own, worked }: Omit<FoundIn, "folder">,
  surroundings: FolderSurroundings = thisMachine,
): string | undefined {
  const { dirname } = pathsOf(surroundings.platform);
  const real = realOrNew(path, surroundings);
  if (real === undefined) return undefined;
  const workspaces = workspacesOf({ own, worked }, surroundings);
  const isOwnLink = (link: string) =>
    isOwnFile(link, own, workspaces, surroundings) ||
    (isSame(link, own.codexHome, surroundings.platform) && isOwnCodexHome(own, workspaces, surroundings));
  for (const link of linksOn(path, surroundings)) {
    if (isOwnLink(link)) continue;
    const folder = dirname(link);
    const tops = [
      ...repositoriesAround(folder, surroundings),
      ...withoutOwnHome(worked, surroundings).filter((one) => isInside(folder, one, surroundings)),
    ];
    const target = surroundings.realPath(link) ?? real;
    const [top] = tops;
    if (top !== undefined && !tops.some((one) => isInside(target, one, surroundings)))
      return `is a link out of ${top}, to ${real}`;
  }
  return undefined;
}

const linksOn = (path: string, surroundings: FolderSurroundings): readonly string[] =>
  walkPath(path, surroundings).steps.filter((step) => surroundings.readLink(step) !== undefined);

/** The real path of a file, or of one that is not there yet in a folder that is. */
function realOrNew(path: string, { platform, realPath }: FolderSurroundings): string | undefined {
  const { dirname, basename, join } = pathsOf(platform);
  const folder = realPath(dirname(path));
  return realPath(path) ?? (folder && join(folder, basename(path)));
}

const workspacesOf = (
  { own, worked }: Omit<FoundIn, "folder">,
  surroundings: FolderSurroundings,
): readonly string[] => [
  ...foldersAround({ folders: worked, codexHome: own.codexHome }, surroundings),
  ...repositoriesAroundCodexHome(own, surroundings),
];

/** Where a file was found. */
export interface FoundIn {
  /** The one that was looked into. */
  readonly folder: string;
  readonly own: OwnFolders;
  /** The folders that are worked in: those that are open, or the one that a command runs in. */
  readonly worked: readonly string[];
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
