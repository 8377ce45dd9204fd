import { lstat, readlink } from "node:fs/promises";
import { dirname, isAbsolute, join, parse, resolve } from "node:path";

/** So many links are followed, as by Linux. */
const mostLinks = 40;

/** True for a path that must not be touched because a repository names it: another machine, a device, the kernel's files. */
export function isBeyondFiles(path: string): boolean {
  return /^[\\/]{2}/.test(path) || /^[\\/](?:dev|proc|sys)(?:[\\/]|$)/.test(path) || /^\\\?\?\\/.test(path);
}

/**
 * The real path of a file or folder, each link looked at before it is followed; undefined when it is not there or when a
 * link leads to another machine or to a device. Nothing beyond such a link is touched.
 */
export async function resolveLocally(path: string): Promise<string | undefined> {
  let links = 0;
  let rest = partsOf(path);
  let real = parse(path).root;
  if (!isAbsolute(path) || isBeyondFiles(path)) return undefined;
  try {
    for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
      const next = join(real, part);
      if (isBeyondFiles(next)) return undefined;
      if (!(await lstat(next)).isSymbolicLink()) {
        real = next;
        continue;
      }
      if (++links > mostLinks) return undefined;
      const target = await readlink(next);
      if (isBeyondFiles(target)) return undefined;
      const absolute = resolve(dirname(next), target);
      if (isBeyondFiles(absolute)) return undefined;
      rest = [...partsOf(absolute), ...rest];
      real = parse(absolute).root;
    }
    return real;
  } catch {
    return undefined;
  }
}

const partsOf = (path: string): string[] =>
  path
    .slice(parse(path).root.length)
    .split(process.platform === "win32" ? /[\\/]+/ : "/")
    .filter((part) => part !== "");
