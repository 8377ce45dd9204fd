import { isBeyondFiles } from "../localPath.ts";
import { type FolderSurroundings, realName } from "../machineFolders.ts";
import { pathsOf, walkPath } from "../walkPath.ts";
import { gitFolderNamed } from "./gitPointer.ts";

/** More work trees of one repository than anybody has. */
const mostWorkTrees = 200;

/** Files in which other systems name the repository that a tree shares, and the folder that a relative path starts from. */
const sharingFiles = [
  [".jj", "repo"],
  [".hg", "sharedpath"],
  [".sl", "sharedpath"],
] as const;

/** What was told of repositories so far. */
export class ToldRepositories {
  /** The real folders whose work trees were: hundreds of work trees all name the same, each maybe by another link. */
  readonly #folders = new Set<string>();
  /** Whether one had more work trees than were told. */
  isCut = false;

  /** False where a folder was told already. */
  begin(folder: string): boolean {
    if (this.#folders.has(folder)) return false;
    this.#folders.add(folder);
    return true;
  }
}

/**
 * Places of the same repository elsewhere: for a work tree of git the main checkout and the others, for a submodule the
 * repository that holds it, for what a `.git` or another system names the place that is named. They may be in folders
 * of it. The work trees of a repository that was told already are left out. Of very many, `told` says that not all are there. The names may be anybody's: nothing is started,
 * and none on another machine is looked up.
 */
export function linkedPlaces(
  top: string,
  surroundings: FolderSurroundings,
  told = new ToldRepositories(),
): readonly string[] {
  const { join } = pathsOf(surroundings.platform);
  const shared = sharingFiles.flatMap(([folder, file]) => {
    const base = join(top, folder);
    if (!surroundings.exists(base)) return [];
    return placeNamed(base, surroundings.readSmall(join(base, file))?.trim(), surroundings);
  });
  return [...placesOfGit(top, surroundings, told), ...shared];
}

function placesOfGit(top: string, surroundings: FolderSurroundings, told: ToldRepositories): readonly string[] {
  const { join, dirname } = pathsOf(surroundings.platform);
  const { readSmall, readLink } = surroundings;
  const place = join(top, ".git");
  if (!surroundings.exists(place)) return [];
  const text = readSmall(place);
  const named = text === undefined ? [place] : placeNamed(top, gitFolderNamed(text), surroundings);
  return named.flatMap((folder) => {
    // that of a work tree names what it shares with the others
    const [common = folder] = placeNamed(folder, readSmall(join(folder, "commondir"))?.trim(), surroundings);
    const others = workTreesIn(join(common, "worktrees"), surroundings, told).map(dirname);
    const isElsewhere = folder !== place || readLink(place) !== undefined;
    const files = isElsewhere ? [...walkPath(folder, surroundings, isBeyondFiles).names, common] : [];
    const cut = files.map((file) => withoutGitFolder(file, surroundings.platform));
    return [...new Set([...cut, ...others])].filter((one) => one !== place);
  });
}

/** The `.git` of each work tree that a folder names; none where that folder was told already, under whichever name. */
function workTreesIn(folder: string, surroundings: FolderSurroundings, told: ToldRepositories): readonly string[] {
  const { join } = pathsOf(surroundings.platform);
  if (walkPath(folder, surroundings, isBeyondFiles).stopped !== undefined) return [];
  const real = realName(folder, surroundings);
  if (!told.begin(real)) return [];
  const names = surroundings.list(folder);
  if (names.length > mostWorkTrees) told.isCut = true;
  return names.slice(0, mostWorkTrees).flatMap((name) => {
    const gitFolder = surroundings.readSmall(join(folder, name, "gitdir"))?.trim();
    // git takes a relative path from the real folder; the written one may have another parent
    const bases = new Set([join(folder, name), join(real, name)]);
    return [...new Set([...bases].flatMap((base) => placeNamed(base, gitFolder, surroundings)))];
  });
}

/** What holds the `.git` that a place is in; the place itself where there is none. */
function withoutGitFolder(place: string, platform: NodeJS.Platform): string {
  const { sep, join, parse } = pathsOf(platform);
  const { root } = parse(place);
  const parts = place.slice(root.length).split(sep);
  const git = parts.lastIndexOf(".git");
  return git < 0 ? place : join(root, ...parts.slice(0, git));
}

/** The place that a file names; none for another machine, a device, and for no name. */
function placeNamed(base: string, name: string | undefined, surroundings: FolderSurroundings): readonly string[] {
  if (name === undefined || name === "" || isBeyondFiles(name)) return [];
  const place = pathsOf(surroundings.platform).resolve(base, name);
  return walkPath(place, surroundings, isBeyondFiles).stopped === undefined ? [place] : [];
}
