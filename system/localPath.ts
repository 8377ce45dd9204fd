import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, normalize, relative } from "node:path";
import { thisMachinesLinks, walkPath } from "./walkPath.ts";

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

/**
 * The real path of a file or folder; undefined when it is not there or when a link leads to another machine or to a device.
 */
export function resolveLocally(path: string): string | undefined {
  if (!isAbsolute(path)) return undefined;
  const { names, stopped } = walkPath(path, thisMachinesLinks, isBeyondFiles);
  const end = names.at(-1);
  return stopped === undefined && end !== undefined && existsSync(end) ? end : undefined;
}

/** Whether a path is on another machine, or a link on its way leads to one. */
export const leadsToAnotherMachine = (absolute: string): boolean =>
  walkPath(absolute, thisMachinesLinks, isRemotePath).stopped === "beyond";

/** Whether a link below a folder leads to another machine. The folder itself, which the person chose, may be on one. */
export function linkLeadsToAnotherMachine(path: string, folder: string): boolean {
  try {
    const top = realpathSync.native(folder);
    return !isRemotePath(top) && leadsToAnotherMachine(join(top, relative(folder, path)));
  } catch {
    return leadsToAnotherMachine(path);
  }
}
