import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats, statSync } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";

/** Why a file is not read, as the end of a sentence. */
export type UnreadReason = "is no ordinary file" | "is too large";

export class UnreadFileError extends Error {
  override readonly name = "UnreadFileError";
  constructor(
    path: string,
    readonly reason: UnreadReason,
  ) {
    super(`${path} ${reason}`);
  }
}

/** More than anybody writes by hand: of a configuration or a policy, in bytes. */
export const longestText: number = 16 * 1024 * 1024;

/** Waits for nobody: a pipe without a writer would hold whoever opens it. Windows has no such flag. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens no link in the place of the file, one that was put there just now. Windows has no such flag. */
const flagsWithoutLink = flags | (constants.O_NOFOLLOW ?? 0);

/** How a file is read. */
export interface BoundedReading {
  /** Refuses a path that ends in a link: for one whose links were followed already. */
  readonly noLink?: boolean;
}

/** What is read at once. */
const portion = 64 * 1024;

/**
 * The content of an ordinary file of at most so many bytes. All files that a person or another file names are read with
 * this: what is a device, a pipe, a socket or a folder, or stands where the system shows itself as files, is refused before
 * it is opened, and a file of unknown size is read only as far as it may go. Throws an {@link UnreadFileError}, or the
 * error of the system.
 */
export function readBoundedFileSync(path: string, most: number, { noLink = false }: BoundedReading = {}): Buffer {
  requireOrdinary(path, statSync(path), realpathSync.native(path));
  const descriptor = openSync(path, noLink ? flagsWithoutLink : flags);
  try {
    const opened = fstatSync(descriptor);
    requireSize(path, opened, most);
    const content = new Content(path, opened, most);
    while (content.takeIn(readSync(descriptor, content.free)));
    return content.whole;
  } finally {
    closeSync(descriptor);
  }
}

/** The same without holding the thread. */
export async function readBoundedFile(path: string, most: number): Promise<Buffer> {
  requireOrdinary(path, await stat(path), await realpath(path));
  const file = await open(path, flags);
  try {
    const opened = await file.stat();
    requireSize(path, opened, most);
    const content = new Content(path, opened, most);
    while (content.takeIn((await file.read(content.free)).bytesRead));
    return content.whole;
  } finally {
    await file.close();
  }
}

/** `real` is what the system says: Node's own search takes `..` in what a link says before it follows the link in front of it. */
function requireOrdinary(path: string, stats: Stats, real: string): void {
  const isOfSystem = process.platform !== "win32" && /^\/(?:proc|sys|dev)(?:\/|$)/.test(real);
  if (!stats.isFile() || isOfSystem) throw new UnreadFileError(path, "is no ordinary file");
}

/** Asked of what is open: it may be another file than the one that was looked at. */
function requireSize(path: string, stats: Stats, most: number): void {
  if (!stats.isFile()) throw new UnreadFileError(path, "is no ordinary file");
  if (stats.size > most) throw new UnreadFileError(path, "is too large");
}

/** What was read so far, with room for one byte more than the file had, so that one that grows is noticed. */
class Content {
  readonly #path: string;
  readonly #most: number;
  #bytes: Buffer;
  #length = 0;

  constructor(path: string, { size }: Stats, most: number) {
    this.#path = path;
    this.#most = most;
    this.#bytes = Buffer.allocUnsafe(Math.min(size, most) + 1);
  }

  /** Where the next bytes go. */
  get free(): Buffer {
    if (this.#length === this.#bytes.length) this.#grow();
    return this.#bytes.subarray(this.#length);
  }

  get whole(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** False when there was nothing more. */
  takeIn(count: number): boolean {
    this.#length += count;
    if (this.#length > this.#most) throw new UnreadFileError(this.#path, "is too large");
    return count > 0;
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(Math.min(2 * this.#bytes.length + portion, this.#most + 1));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
