import { lstatSync, realpathSync } from "node:fs";
import { userInfo } from "node:os";
import * as nodePath from "node:path";

/** What finding out whose a file is needs of the machine. */
export interface FolderSurroundings {
  readonly platform: NodeJS.Platform;
  /** Without links; undefined for what is not there. */
  readonly realPath: (path: string) => string | undefined;
  readonly exists: (path: string) => boolean;
  /** The home folder that the system has for this account, whatever the environment says. */
  readonly accountHome: string | undefined;
}

export const thisMachine: FolderSurroundings = {
  platform: process.platform,
  realPath: (path) => {
    try {
      return realpathSync.native(path);
    } catch {
      return undefined;
    }
  },
  exists: (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined,
  accountHome: homeOfAccount(),
};

function homeOfAccount(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}

/** The paths of one operating system. */
export const pathsOf = (platform: NodeJS.Platform): nodePath.PlatformPath =>
  platform === "win32" ? nodePath.win32 : nodePath.posix;

/** Whether a path is a folder or lies in it, as it is written and with every link followed. */
export function isInside(path: string, folder: string, surroundings: FolderSurroundings = thisMachine): boolean {
  const spellings = (name: string) => [name, surroundings.realPath(name) ?? realPathOfRest(name, surroundings)];
  return spellings(path).some((inner) => spellings(folder).some((outer) => holds(outer, inner, surroundings.platform)));
}

/** The real path of something that is not there: that of the nearest folder which is. */
function realPathOfRest(path: string, { platform, realPath }: FolderSurroundings): string {
  const { dirname, basename, join } = pathsOf(platform);
  const rest: string[] = [];
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    const real = realPath(folder);
    if (real !== undefined) return join(real, ...rest);
    rest.unshift(basename(folder));
  }
  return path;
}

function holds(folder: string, path: string, platform: NodeJS.Platform): boolean {
  const paths = pathsOf(platform);
  // Windows and macOS take both cases for one file
  const fold = (text: string) => (platform === "win32" || platform === "darwin" ? text.toLowerCase() : text);
  const way = paths.relative(fold(folder), fold(path));
  return way === "" || (way !== ".." && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way));
}

/** Whether a path lies in one of the folders. */
export function isInsideAny(
  path: string,
  folders: readonly string[],
  surroundings: FolderSurroundings = thisMachine,
): boolean {
  return folders.some((folder) => isInside(path, folder, surroundings));
}

/** What a version control system keeps at the top of a tree of files that may be somebody else's. */
const marksOfRepository = [".git", ".hg", ".jj", ".svn", ".sl", ".bzr", ".pijul", "_darcs", "CVS", ".fslckout"];
const marksOfTop = [...marksOfRepository, ".codex"];

/** What is looked at, and where a program was started. */
export interface LookedAt {
  readonly files?: readonly string[];
  readonly folders?: readonly string[];
  /** For finding out whose a file is: this `.codex` alone does not make a workspace of the folder that holds it. */
  readonly codexHome?: string;
}

/**
 * The folders that count as workspaces though nobody opened them: those of files that are looked at and that a program was
 * started in, with every folder around them that is the top of a repository or holds a `.codex`: the nearest may be planted
 * in the repository of somebody else. The account's home folder and those above it are the person's own.
 */
export function foldersAround(
  { files = [], folders = [], codexHome }: LookedAt,
  surroundings: FolderSurroundings = thisMachine,
): readonly string[] {
  const { dirname } = pathsOf(surroundings.platform);
  const places = files.flatMap((file) => [file, surroundings.realPath(file) ?? file]);
  const found = [...folders, ...places.map(dirname)].flatMap((folder) => [
    folder,
    ...topsAround(folder, codexHome, surroundings),
  ]);
  return withoutOwnHome([...new Set(found)], surroundings);
}

/** The repositories that a folder lies in, the nearest first. The account's home folder and those above it are none. */
export function repositoriesAround(folder: string, surroundings: FolderSurroundings = thisMachine): readonly string[] {
  const { dirname, join } = pathsOf(surroundings.platform);
  const found: string[] = [];
  for (let top = folder; ; top = dirname(top)) {
    if (marksOfRepository.some((name) => surroundings.exists(join(top, name)))) found.push(top);
    if (top === dirname(top)) return withoutOwnHome(found, surroundings);
  }
}

/** All that hold one of the marks from a folder up, and the one of a `.codex` that isn't there; also with links followed. */
function topsAround(
  folder: string,
  codexHome: string | undefined,
  { platform, exists, realPath }: FolderSurroundings,
): readonly string[] {
  const { dirname, basename, join } = pathsOf(platform);
  const tops = basename(folder) === ".codex" ? [dirname(folder)] : [];
  const counts = (path: string) => exists(path) && !(codexHome !== undefined && isSame(path, codexHome, platform));
  for (const start of new Set([folder, realPath(folder) ?? folder]))
    for (let top = start; ; top = dirname(top)) {
      if (marksOfTop.some((name) => counts(join(top, name)))) tops.push(top);
      if (top === dirname(top)) break;
    }
  return tops;
}

/** Without the account's home folder and those above it, which no repository is. */
export function withoutOwnHome(folders: readonly string[], surroundings: FolderSurroundings): readonly string[] {
  const { accountHome } = surroundings;
  if (accountHome === undefined) return folders;
  return folders.filter((folder) => !isInside(accountHome, folder, surroundings));
}

/** Where a person keeps what is theirs, as the environment says. */
export interface OwnFolders {
  readonly home: string;
  /** `CODEX_HOME`, else `~/.codex`. */
  readonly codexHome: string;
}

/**
 * Whether Codex's folder is the person's own. One that `CODEX_HOME` puts into a workspace came with the workspace: what is
 * written there counts as a project's, though Codex reads it as the user's. This and {@link isOwnFile} alone decide whose a
 * file is; `classifyConfigPath` says as what Codex reads it.
 */
export function isOwnCodexHome(
  { home, codexHome }: OwnFolders,
  workspaces: readonly string[],
  surroundings: FolderSurroundings = thisMachine,
): boolean {
  const { accountHome, platform } = surroundings;
  const isDefaultOf = (folder: string | undefined) =>
    folder !== undefined && isSame(codexHome, pathsOf(platform).join(folder, ".codex"), platform);
  // no repository chooses the account's `~/.codex`, also when that is the folder that is open
  if (isDefaultOf(accountHome)) return true;
  const foreign = withoutOwnHome(workspaces, surroundings).filter(
    (folder) => !(isDefaultOf(home) && isSame(folder, home, platform)),
  );
  return !isInsideAny(codexHome, foreign, surroundings);
}

/** Whether a file is the person's own: right in Codex's folder, and that in no workspace. */
export function isOwnFile(
  path: string,
  folders: OwnFolders,
  workspaces: readonly string[],
  surroundings: FolderSurroundings = thisMachine,
): boolean {
  const { platform } = surroundings;
  // Codex keeps work trees of other repositories in folders below
  const isRightThere = isSame(pathsOf(platform).dirname(path), folders.codexHome, platform);
  return isRightThere && isOwnCodexHome(folders, workspaces, surroundings);
}

/** Whether two paths are one, as they are written. */
export const isSame = (left: string, right: string, platform: NodeJS.Platform): boolean =>
  holds(left, right, platform) && holds(right, left, platform);
