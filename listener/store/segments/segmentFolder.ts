import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, type Stats } from "node:fs";
import { join } from "node:path";

/** A file that a log has written, or one that only looks so. */
export interface SegmentFile {
  readonly name: string;
  readonly path: string;
  readonly format: "own" | "legacy";
  /** Whether it has a name that a log gives; another one is read, if it can be, but not touched otherwise. */
  readonly isOurs: boolean;
  /** Of a file of format 3, the stamp that its name tells. */
  readonly stamp: Buffer;
  /** When it was written last, in milliseconds since 1970. */
  readonly written: number;
  readonly size: number;
}

export const extension = ".frames";
const legacyExtension = ".segment";
/** A number that sorts, and random bytes. */
const ourName = /^(\d{12,15})-([0-9a-f]{12})\.(?:frames|segment)$/;
/** Below the folder, for what could not be read. */
export const setAsideFolder = "set-aside";
const usualSetAsideBytes = 256 * 1024 * 1024;
const usualSetAsideMilliseconds = 7 * 24 * 60 * 60 * 1000;

/** The folder of a log: which files are its own, and the place for what cannot be read. Nothing in it keeps it from opening. */
export class SegmentFolder {
  readonly path: string;

  /** Creates it, for its user only. Throws the error of the file system. */
  constructor(path: string) {
    this.path = path;
    this.prepare();
  }

  /** Somebody may have deleted it. */
  prepare(): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    chmodSync(this.path, 0o700);
  }

  /** The files of segments, in the order in which they were begun, and the names of what only looks like one. */
  list(): { readonly files: readonly SegmentFile[]; readonly strange: readonly string[] } {
    const files: SegmentFile[] = [];
    const strange: string[] = [];
    for (const name of readdirSync(this.path)) {
      if (!name.endsWith(extension) && !name.endsWith(legacyExtension)) continue;
      const path = join(this.path, name);
      const stats = statsOf(path);
      if (stats === undefined) continue;
      if (!stats.isFile()) {
        strange.push(name);
        continue;
      }
      const [, , stamp] = ourName.exec(name) ?? [];
      files.push({
        ...{ name, path, written: stats.mtimeMs, size: stats.size, isOurs: stamp !== undefined },
        format: name.endsWith(extension) ? "own" : "legacy",
        stamp: Buffer.from(stamp ?? "", "hex"),
      });
    }
    return { files: files.sort(byNumber), strange: strange.sort() };
  }

  /** The name of a new file; `number` must be one that {@link numberAfter} told, or a higher one. */
  fileName(number: number, stamp: Uint8Array): string {
    return join(this.path, `${String(number).padStart(12, "0")}-${Buffer.from(stamp).toString("hex")}${extension}`);
  }

  /** Moves something out of the way and tells where it is now, below the folder; undefined when that cannot be done. */
  setAside(name: string): string | undefined {
    const place = join(this.path, setAsideFolder);
    try {
      mkdirSync(place, { recursive: true, mode: 0o700 });
      if (!isFolder(place)) return undefined;
      chmodSync(place, 0o700);
      let free = name;
      for (let i = 2; statsOf(join(place, free)) !== undefined; i++) free = `${name}.${i}`;
      renameSync(join(this.path, name), join(place, free));
      return `${setAsideFolder}/${free}`;
    } catch {
      return undefined;
    }
  }

  /** Deletes of what was set aside what was written before a time, and the oldest beyond so many bytes. */
  limitSetAside(keepSince = Date.now() - usualSetAsideMilliseconds, maximumBytes: number = usualSetAsideBytes): void {
    const place = join(this.path, setAsideFolder);
    let bytes = 0;
    const found = namesIn(place).flatMap((name) => {
      const stats = statsOf(join(place, name));
      return stats === undefined ? [] : [{ path: join(place, name), stats }];
    });
    for (const { path, stats } of found.sort((one, other) => other.stats.mtimeMs - one.stats.mtimeMs)) {
      bytes += stats.isFile() ? stats.size : 0;
      if (stats.isFile() && (stats.mtimeMs < keepSince || bytes > maximumBytes)) remove(path);
    }
  }

  /** Deletes every file that was set aside. What somebody else has put there stays. */
  forgetSetAside(): void {
    const place = join(this.path, setAsideFolder);
    for (const name of namesIn(place)) {
      const path = join(place, name);
      if (isOfLog(name.replace(/\.\d+$/, "")) && isFile(path)) remove(path);
    }
    removeEmpty(place);
  }

  /**
   * Deletes all files that are a log's own, and those of these names; then the folder, if nothing is left in it. Tells what is
   * left. A link is deleted nowhere, nor what it leads to.
   */
  removeOwn(isOfOwner: (name: string) => boolean): readonly string[] {
    this.forgetSetAside();
    const isOwn = (name: string) => (ourName.test(name) || isOfOwner(name)) && isFile(join(this.path, name));
    for (const name of namesIn(this.path).filter(isOwn)) remove(join(this.path, name));
    removeEmpty(this.path);
    return namesIn(this.path).filter((name) => !isOwn(name));
  }

  /** Deletes everything that was set aside, and files of other versions too: nothing that was received stays. */
  forgetRest(): void {
    this.forgetSetAside();
    for (const { path, isOurs } of this.list().files) if (isOurs) remove(path);
  }
}

/** The number in a name; 0 when it has none. */
export const numberOf = (name: string): number => Number(/^\d{1,15}/.exec(name)?.[0] ?? 0);

function byNumber(one: SegmentFile, other: SegmentFile): number {
  return numberOf(one.name) - numberOf(other.name) || (one.name < other.name ? -1 : 1);
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** Whether a file has a name that is set aside. */
const isOfLog = (name: string): boolean =>
  name.endsWith(extension) || name.endsWith(legacyExtension) || name === "position";

const isFile = (path: string): boolean => statsOf(path)?.isFile() ?? false;

/** Whether it is a folder itself: what a link leads to is none of ours. */
const isFolder = (path: string): boolean => statsOf(path)?.isDirectory() ?? false;

function namesIn(folder: string): readonly string[] {
  try {
    return isFolder(folder) ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}

function removeEmpty(folder: string): void {
  if (!isFolder(folder) || namesIn(folder).length > 0) return;
  try {
    rmdirSync(folder);
  } catch {
    // what cannot be deleted now is tried again at the next opening
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // what cannot be deleted now is tried again at the next opening
  }
}
