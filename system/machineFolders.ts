import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { readBoundedFileSync } from "./boundedFile.ts";
import { resolveLocally } from "./localPath.ts";
import { type LinkReader, pathsOf, thisMachinesLinks, walkPath } from "./walkPath.ts";

/** What finding out whose a file is needs of the machine. */
export interface FolderSurroundings extends LinkReader {
  /** Without links; undefined for what is not there. */
  readonly realPath: (path: string) => string | undefined;
  readonly exists: (path: string) => boolean;
  /** What the system knows a folder by, under whichever name; undefined for all else. */
  readonly identity: (path: string) => string | undefined;
  /** The text of a small ordinary file of this machine; undefined for all else. */
  readonly readSmall: (path: string) => string | undefined;
  /** The names in a folder; none for all else. */
  readonly list: (folder: string) => readonly string[];
  /** The home folder that the system has for this account, whatever the environment says. */
  readonly accountHome: string | undefined;
}

/** A file that only names another place is no longer. */
const longestPointer = 8 * 1024;

export const thisMachine: FolderSurroundings = {
  ...thisMachinesLinks,
  realPath: (path) => orUndefined(() => realpathSync.native(path)),
  exists: (path) => orUndefined(() => lstatSync(path)) !== undefined,
  identity: (path) =>
    orUndefined(() => {
      const stats = statSync(path, { bigint: true });
      return stats.isDirectory() && stats.ino !== 0n ? `${stats.dev}:${stats.ino}` : undefined;
    }),
  readSmall: (path) =>
    orUndefined(() => {
      const real = resolveLocally(path);
      return real && readBoundedFileSync(real, longestPointer).toString("utf8");
    }),
  list: (folder) => orUndefined(() => readdirSync(resolveLocally(folder) ?? "")) ?? [],
  accountHome: orUndefined(() => userInfo().homedir),
};

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The same machine, asked once for each path: for a few answers at one time. */
export function remembering(surroundings: FolderSurroundings): FolderSurroundings {
  return {
    ...surroundings,
    readLink: remember(surroundings.readLink),
    realPath: remember(surroundings.realPath),
    identity: remember(surroundings.identity),
    exists: remember(surroundings.exists),
    readSmall: remember(surroundings.readSmall),
    list: remember(surroundings.list),
  };
}

function remember<T>(ask: (path: string) => T): (path: string) => T {
  const answers = new Map<string, T>();
  return (path) => {
    const known = answers.get(path);
    if (known !== undefined || answers.has(path)) return known as T;
    const answer = ask(path);
    answers.set(path, answer);
    return answer;
  };
}

/** The names of a path: as it is written, as it is after each link, and the real one, also where nothing is there yet. */
export function namesOf(path: string, surroundings: FolderSurroundings): readonly string[] {
  return [...new Set([...walkPath(path, surroundings).names, realName(path, surroundings)])];
}

/** The real path; of something that is not there, with that of the nearest folder which is. */
export function realName(path: string, surroundings: FolderSurroundings): string {
  const { dirname, basename, join } = pathsOf(surroundings.platform);
  const known = surroundings.realPath(path);
  if (known !== undefined) return known;
  const end = walkPath(path, surroundings).names.at(-1) ?? path;
  const rest: string[] = [];
  for (let folder = end; folder !== dirname(folder); folder = dirname(folder)) {
    const real = surroundings.realPath(folder);
    if (real !== undefined) return join(real, ...rest);
    rest.unshift(basename(folder));
  }
  return end;
}
