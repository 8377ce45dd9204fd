import { linkedPlaces, ToldRepositories } from "./git/linkedPlaces.ts";
import { everyPlace, isInside, isSame, leadingInto } from "./insideFolder.ts";
import { type FolderSurroundings, namesOf, remembering, thisMachine } from "./machineFolders.ts";
import { pathsOf } from "./walkPath.ts";

/** What a version control system keeps at the top of a tree of files that may be somebody else's. */
const marksOfRepository = [".git", ".hg", ".jj", ".svn", ".sl", ".bzr", ".pijul", "_darcs", "CVS", ".fslckout"];

/** And Codex, in a project. */
const marksOfTop = [...marksOfRepository, ".codex"];

/** What is looked at, and where a program was started. */
export interface LookedAt {
  readonly files?: readonly string[];
  readonly folders?: readonly string[];
  /** For finding out whose a file is: this `.codex` alone does not make a workspace of the folder that holds it. */
  readonly codexHome?: string;
}

/**
 * The folders that count as workspaces though nobody opened them: those of files that are looked at, under each name that a
 * link gives them, and those that a program was started in, with every folder around them that is the top of a repository or
 * holds a `.codex`: the nearest may be planted in the repository of somebody else. With a work tree of a repository all others
 * of it count, too. The account's home folder and those above it are the person's own. Where there are more than are looked
 * at, every place counts: see {@link everyPlace}.
 */
export function foldersAround(
  { files = [], folders = [], codexHome }: LookedAt,
  machine: FolderSurroundings = thisMachine,
): readonly string[] {
  const surroundings = remembering(machine);
  const { dirname, basename } = pathsOf(surroundings.platform);
  const places = files.flatMap((file) => namesOf(file, surroundings).map(dirname));
  const topsOf = (folder: string) => [
    ...(basename(folder) === ".codex" ? [dirname(folder)] : []),
    ...topsAround(folder, marksOfTop, codexHome, surroundings),
  ];
  return withLinked([...folders, ...places], topsOf, surroundings);
}

/** The repositories that a folder lies in, the nearest first. The account's home folder and those above it are none. */
export const repositoriesAround = (folder: string, surroundings: FolderSurroundings = thisMachine): readonly string[] =>
  withoutOwnHome(topsAround(folder, marksOfRepository, undefined, surroundings), surroundings);

/** More places than anybody's repositories name. */
const mostFolders = 1000;
/** And more tops around one folder: each is looked into for what it names. */
const mostLookedInto = 100;

/**
 * Folders with the tops around them, and the same of the places that belong to these, without the account's home folder and
 * those above it. Where not all were looked at, what was left out may be anywhere, and so every place is among them.
 */
function withLinked(
  folders: readonly string[],
  topsOf: (folder: string) => readonly string[],
  surroundings: FolderSurroundings,
): readonly string[] {
  const found = new Set<string>();
  const told = new ToldRepositories();
  let isCut = false;
  // what is put into a set while it is walked through comes later, and once
  const places = new Set(folders);
  for (const place of places) {
    const tops = topsOf(place);
    const isMany = tops.length > mostLookedInto;
    const around = [place, ...(isMany ? tops.toSorted((one, other) => one.length - other.length) : tops)];
    for (const [index, folder] of around.entries()) {
      if (found.has(folder)) continue;
      isCut ||= found.size >= mostFolders || index >= mostLookedInto;
      if (isCut) break;
      found.add(folder);
      for (const linked of linkedPlaces(folder, surroundings, told)) places.add(linked);
    }
  }
  const known = withoutOwnHome([...found], surroundings);
  return isCut || told.isCut ? [...known, everyPlace(surroundings.platform)] : known;
}

/** All that hold one of the marks from a folder up, under each name that a link gives it. */
function topsAround(
  folder: string,
  marks: readonly string[],
  codexHome: string | undefined,
  surroundings: FolderSurroundings,
): readonly string[] {
  const { platform, exists } = surroundings;
  const { dirname, join } = pathsOf(platform);
  const tops: string[] = [];
  const counts = (path: string) => exists(path) && !(codexHome !== undefined && isSame(path, codexHome, platform));
  for (const start of namesOf(folder, surroundings))
    for (let top = start; ; top = dirname(top)) {
      if (marks.some((name) => counts(join(top, name)))) tops.push(top);
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

/** What the person has before them: nothing of it may choose a program. */
export interface Seen {
  /** Folders that the person opened. */
  readonly opened?: readonly string[];
  /** Folders that a command runs in. */
  readonly folders?: readonly string[];
  /** All configurations and policies that are looked at, the person's own among them. */
  readonly files?: readonly string[];
  readonly own: OwnFolders;
}

/**
 * All folders whose programs are not to be started: the opened ones, those around them and around the files that are not the
 * person's own, and the repositories that Codex's own folder lies in, wherever one works.
 */
export function untrustedFolders(
  { opened = [], folders = [], files = [], own }: Seen,
  machine: FolderSurroundings = thisMachine,
): readonly string[] {
  const surroundings = remembering(machine);
  const worked = [...opened, ...folders];
  const around = [...opened, ...foldersAround({ folders: worked, codexHome: own.codexHome }, surroundings)];
  const foreign = files.filter((file) => !isOwnFile(file, own, around, surroundings));
  const all = [
    ...opened,
    ...foldersAround({ folders: worked, files: foreign }, surroundings),
    ...repositoriesAroundCodexHome(own, surroundings),
  ];
  return [...new Set(all)];
}

/** The repositories that Codex's folder lies in; none for the account's `~/.codex`, which no repository chooses. */
export function repositoriesAroundCodexHome(
  { codexHome }: OwnFolders,
  surroundings: FolderSurroundings = thisMachine,
): readonly string[] {
  if (isAccountsCodexHome({ codexHome }, surroundings)) return [];
  const topsOf = (folder: string) => topsAround(folder, marksOfRepository, undefined, surroundings);
  return withLinked(topsOf(codexHome), topsOf, surroundings);
}

/** Whether it is the account's `~/.codex`. */
export const isAccountsCodexHome = (
  { codexHome }: Pick<OwnFolders, "codexHome">,
  surroundings: FolderSurroundings = thisMachine,
): boolean => isDefaultCodexHome(codexHome, surroundings.accountHome, surroundings);

const isDefaultCodexHome = (codexHome: string, home: string | undefined, { platform }: FolderSurroundings): boolean =>
  home !== undefined && isSame(codexHome, pathsOf(platform).join(home, ".codex"), platform);

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
  const { platform } = surroundings;
  // no repository chooses the account's `~/.codex`, also when that is the folder that is open
  if (isAccountsCodexHome({ codexHome }, surroundings)) return true;
  if (workspaces.includes(everyPlace(platform))) return false;
  const foreign = withoutOwnHome(workspaces, surroundings).filter(
    (folder) => !(isDefaultCodexHome(codexHome, home, surroundings) && isSame(folder, home, platform)),
  );
  return !leadingInto(foreign, surroundings)(codexHome);
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
