import { lstatSync, readlinkSync } from "node:fs";
import * as nodePath from "node:path";

/** What following a path needs of the machine. */
export interface LinkReader {
  readonly platform: NodeJS.Platform;
  /** What a link says, as it is written; undefined for all else, and for what is not there. */
  readonly readLink: (path: string) => string | undefined;
}

export const thisMachinesLinks: LinkReader = {
  platform: process.platform,
  readLink: (path) => {
    try {
      const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
      return isLink ? readlinkSync(path) : undefined;
    } catch {
      return undefined;
    }
  },
};

/** The paths of one operating system. */
export const pathsOf = (platform: NodeJS.Platform): nodePath.PlatformPath =>
  platform === "win32" ? nodePath.win32 : nodePath.posix;

/** So many links are followed, as by Linux. */
const mostLinks = 40;

/** The way from the root to what a path names. */
export interface PathWalk {
  /** Every folder and link that is passed, one after the other, and the end. */
  readonly steps: readonly string[];
  /** The path as it is written, as it is after each link, and at last without any. */
  readonly names: readonly string[];
  /** Why the last name is not the end: there are too many links, or the next step was not to be taken. */
  readonly stopped?: "too many links" | "beyond";
}

/**
 * Goes along a path as the system does, link by link, whether there is something at its end or not. Nothing is looked up
 * that `isBeyond` is true for. A relative path is no way: its only step is itself.
 */
export function walkPath(
  path: string,
  { platform, readLink }: LinkReader,
  isBeyond: (path: string) => boolean = () => false,
): PathWalk {
  const { parse, join, dirname, isAbsolute, normalize, resolve } = pathsOf(platform);
  const steps: string[] = [];
  const names = [path];
  if (isBeyond(path)) return { steps, names, stopped: "beyond" };
  if (!isAbsolute(path)) return { steps: [path], names };
  // Windows takes `..` away before it follows a link
  const start = platform === "win32" ? normalize(path) : path;
  let place = parse(start).root;
  let rest = partsOf(start, platform);
  let links = 0;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = part === ".." ? dirname(place) : join(place, part);
    if (isBeyond(next)) return { steps, names, stopped: "beyond" };
    steps.push(next);
    const target = readLink(next);
    if (target === undefined) {
      place = next;
      continue;
    }
    if (++links > mostLinks) return { steps, names, stopped: "too many links" };
    if (isBeyond(target) || isBeyond(resolve(place, target))) return { steps, names, stopped: "beyond" };
    const absolute = isAbsolute(target) && (platform === "win32" ? resolve(place, target) : target);
    if (absolute !== false) place = parse(absolute).root;
    rest = [...partsOf(absolute === false ? target : absolute, platform), ...rest];
    names.push(join(place, ...rest));
  }
  if (names.at(-1) !== place) names.push(place);
  return { steps, names };
}

/** The parts below the root. */
function partsOf(path: string, platform: NodeJS.Platform): string[] {
  const below = path.slice(pathsOf(platform).parse(path).root.length);
  return below.split(platform === "win32" ? /[\\/]+/ : "/").filter((part) => part !== "" && part !== ".");
}
