import { type FolderSurroundings, realName, remembering, thisMachine } from "./machineFolders.ts";
import { pathsOf, walkPath } from "./walkPath.ts";

/**
 * Stands among folders for all that are not known: every place lies in it. Nobody but root can make a folder of that name, and
 * on Windows nobody at all.
 */
export const everyPlace = (platform: NodeJS.Platform): string => (platform === "win32" ? "*:\\*" : "/*");

/** Whether a path is a folder or lies in it, as it is written and with every link followed. */
export function isInside(path: string, folder: string, surroundings: FolderSurroundings = thisMachine): boolean {
  const territory = territoryOf([folder], surroundings);
  const real = realName(path, surroundings);
  return [path, real].some(territory.holds) || walkPath(real, surroundings).steps.some(territory.isOne);
}

/** Whether a path lies in one of the folders. */
export function isInsideAny(
  path: string,
  folders: readonly string[],
  surroundings: FolderSurroundings = thisMachine,
): boolean {
  return folders.some((folder) => isInside(path, folder, surroundings));
}

/**
 * A test of paths: whether what one names lies in one of the folders, or the system passes one of them on its way there, be it
 * for one link alone. Whoever may write into the folder may then choose what the path names. What was looked up for one path
 * is not looked up again for the next.
 */
export function leadingInto(
  folders: readonly string[],
  surroundings: FolderSurroundings = thisMachine,
): (path: string) => boolean {
  const known = remembering(surroundings);
  const territory = territoryOf(folders, known);
  return (path) => {
    const { steps, stopped } = walkPath(path, known);
    if (stopped !== undefined) return true;
    return [path, ...steps, realName(path, known)].some((place) => territory.holds(place) || territory.isOne(place));
  };
}

interface Territory {
  /** By the name of a path. */
  readonly holds: (path: string) => boolean;
  /** Whether a path is another name of a folder: a mount, or another case where the file system takes both for one. */
  readonly isOne: (path: string) => boolean;
}

function territoryOf(folders: readonly string[], surroundings: FolderSurroundings): Territory {
  const { platform, identity } = surroundings;
  if (folders.includes(everyPlace(platform))) return { holds: () => true, isOne: () => true };
  const names = new Set(folders.flatMap((folder) => [folder, realName(folder, surroundings)]));
  const identities = new Set([...names].map(identity).filter((one) => one !== undefined));
  const prefixes = [...new Set([...names].map((name) => prefixOf(name, platform)))];
  return {
    holds: (path) => {
      const written = prefixOf(path, platform);
      return prefixes.some((prefix) => written.startsWith(prefix));
    },
    isOne: (path) => {
      const known = identity(path);
      return known !== undefined && identities.has(known);
    },
  };
}

/** Whether two paths are written the same. */
export const isSame = (left: string, right: string, platform: NodeJS.Platform): boolean =>
  prefixOf(left, platform) === prefixOf(right, platform);

/** A path with a separator at its end: what begins with it lies in the folder, or is it. */
function prefixOf(path: string, platform: NodeJS.Platform): string {
  const { resolve, sep } = pathsOf(platform);
  // Windows and macOS take both cases for one file
  const folded = platform === "win32" || platform === "darwin" ? path.toLowerCase() : path;
  const plain = resolve(folded);
  return plain.endsWith(sep) ? plain : `${plain}${sep}`;
}
