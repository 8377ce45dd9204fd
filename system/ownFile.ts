import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from "node:fs";

/** What stands in the place of a file or a folder that a program keeps for itself. */
export class NotOwnError extends Error {
  override readonly name = "NotOwnError";
  /** As the end of a sentence. */
  readonly reason: string;

  constructor(
    readonly path: string,
    stats: Stats,
    isFolder = false,
  ) {
    const reason = stats.isSymbolicLink() ? "is a link" : isFolder ? "is no folder" : "is no ordinary file";
    super(`${path} ${reason}`);
    this.reason = reason;
  }
}

/** A file that a program keeps for itself is larger than it ever makes it. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
  /** As the end of a sentence. */
  readonly reason = "is too large";

  constructor(readonly path: string) {
    super(`${path} is too large`);
  }
}

/** Follows no link in the place of the file, and waits for nobody at a pipe. Windows has neither flag. */
const alone = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file that a program keeps for itself, which is an ordinary one: whoever made the folder may have put a link, a pipe or
 * a device in its place. Throws a {@link NotOwnError}, or the error of the system.
 */
export function openOwnFile(path: string, flags: number): number {
  const before = statsOf(path);
  if (before !== undefined && !before.isFile()) throw new NotOwnError(path, before);
  const descriptor = openSync(path, flags | alone, 0o600);
  const opened = fstatSync(descriptor);
  if (opened.isFile()) return descriptor;
  closeSync(descriptor);
  throw new NotOwnError(path, opened);
}

/** The content of such a file, of at most so many bytes. Throws a {@link TooLargeError}, too. */
export function readOwnFile(path: string, most: number): Buffer {
  const descriptor = openOwnFile(path, constants.O_RDONLY);
  try {
    const { size } = fstatSync(descriptor);
    if (size > most) throw new TooLargeError(path);
    // one that grows meanwhile is read as it was
    const bytes = Buffer.alloc(size);
    let done = 0;
    while (done < size) {
      const count = readSync(descriptor, bytes, done, size - done, done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(descriptor);
  }
}

/** Throws a {@link NotOwnError} where a folder that a program keeps for itself is a link, or no folder. */
export function requireOwnFolder(path: string): void {
  const stats = statsOf(path);
  if (stats !== undefined && !stats.isDirectory()) throw new NotOwnError(path, stats, true);
}

/** Undefined for what is not there. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
