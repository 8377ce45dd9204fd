import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, parse, relative, resolve } from "node:path";

/** So many links are followed, as by Linux. */
const mostLinks = 40;

/**
 * Where a look is enough to make this machine talk to another one: shares of Windows, and the folders in which automounters
 * put hosts (`/net` of autofs and macOS, `/Network` of macOS) and AFS its cells. macOS takes both cases for one.
 */
const otherMachines = /^(?:[\\/]{2}|[\\/](?:net|network|afs)(?:[\\/]|$))/i;

/**
 * True for a path on another machine. It is never looked up because a file names it: on Windows the account's credentials
 * would go there. Says nothing of links, see {@link leadsToAnotherMachine}.
 */
export const isRemotePath = (absolute: string): boolean =>
  otherMachines.test(absolute) || otherMachines.test(normalize(absolute));

/** True for a path that must not be touched because a repository names it: another machine, a device, the kernel's files. */
export const isBeyondFiles = (path: string): boolean =>
  isRemotePath(path) || /^[\\/](?:dev|proc|sys)(?:[\\/]|$)/.test(path) || /^\\\?\?\\/.test(path);

/** The real path of a file or folder, or why there is none. */
type FollowedPath = { readonly real: string } | "is not there" | "leads beyond";

/** Follows each link after it was looked at; nothing beyond is touched. */
function follow(path: string, isBeyond: (path: string) => boolean): FollowedPath {
  if (isBeyond(path)) return "leads beyond";
  if (!isAbsolute(path)) return "is not there";
  let links = 0;
  let rest = partsOf(path);
  let real = parse(path).root;
  try {
    for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
      const next = join(real, part);
      if (isBeyond(next)) return "leads beyond";
      if (!lstatSync(next).isSymbolicLink()) {
        real = next;
        continue;
      }
      if (++links > mostLinks) return "is not there";
      const target = readlinkSync(next);
      const absolute = resolve(dirname(next), target);
      if (isBeyond(target) || isBeyond(absolute)) return "leads beyond";
      rest = [...partsOf(absolute), ...rest];
      real = parse(absolute).root;
    }
    return { real };
  } catch {
    return "is not there";
  }
}

/**
 * The real path of a file or folder; undefined when it is not there or when a link leads to another machine or to a device.
 */
export function resolveLocally(path: string): string | undefined {
  const followed = follow(path, isBeyondFiles);
  return typeof followed === "string" ? undefined : followed.real;
}

/** Whether a path is on another machine, or a link on its way leads to one. */
export const leadsToAnotherMachine = (absolute: string): boolean => follow(absolute, isRemotePath) === "leads beyond";

/** Whether a link below a folder leads to another machine. The folder itself, which the person chose, may be on one. */
export function linkLeadsToAnotherMachine(path: string, folder: string): boolean {
  try {
    const top = realpathSync(folder);
    return !isRemotePath(top) && leadsToAnotherMachine(join(top, relative(folder, path)));
  } catch {
    return leadsToAnotherMachine(path);
  }
}

const partsOf = (path: string): string[] =>
  path
    .slice(parse(path).root.length)
    .split(process.platform === "win32" ? /[\\/]+/ : "/")
    .filter((part) => part !== "");
