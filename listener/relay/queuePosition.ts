import { randomBytes } from "node:crypto";
import { closeSync, constants, lstatSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { openOwnFile } from "../../system/ownFile.ts";
import type { SegmentFolder } from "../store/segments/segmentFolder.ts";
import type { Done } from "../store/segments/segmentOpening.ts";

/**
 * The file `position` says up to which frame a queue is done with: what comes before it was deleted, what comes after it
 * waits. It holds two entries that are written in turn, so that one that was cut off or is damaged leaves the one before,
 * and what was sent between the two is sent again. An entry, 32 bytes, all numbers little-endian:
 *
 *     0   4  F6 "OP" 01; the last byte is the version
 *     4   2  0
 *     6   6  stamp of the file that the frame is in
 *    12   4  sequence of the frame
 *    16   8  how many entries were written before, as a double
 *    24   4  0
 *    28   4  CRC-32 of the 28 bytes before
 */
const fileName = "position";
const magic = Buffer.from([0xf6, 0x4f, 0x50, 0x01]);
const entryBytes = 32;

interface Entry extends Done {
  readonly turn: number;
}

/** Where a queue is, in a file of its folder. Each opening writes a file of its own, so that two never write to one. */
export class QueuePosition {
  readonly #folder: SegmentFolder;
  readonly #entry = Buffer.alloc(entryBytes);
  #descriptor: number | undefined;
  #turn = 0;
  /** Where the queue was when this was opened; undefined when nothing is known. */
  readonly done: Done | undefined;
  /** Whether there was a file that said nothing. */
  readonly isDamaged: boolean;

  constructor(folder: SegmentFolder) {
    this.#folder = folder;
    const { entries, isEmpty } = read(join(folder.path, fileName));
    const [newest] = entries.sort((one, other) => other.turn - one.turn);
    this.done = newest;
    this.isDamaged = newest === undefined && !isEmpty;
    this.#turn = newest === undefined ? 0 : newest.turn + 1;
    this.#begin(newest);
  }

  /** Where the disk does not take it, what was sent may be sent again after the next opening. */
  write({ stamp, sequence }: Done): void {
    if (this.#descriptor === undefined) return;
    const entry = this.#entry.fill(0);
    entry.set(magic);
    entry.write(stamp, 6, "hex");
    entry.writeUInt32LE(sequence, 12);
    entry.writeDoubleLE(this.#turn, 16);
    entry.writeUInt32LE(crc32(entry.subarray(0, 28)), 28);
    try {
      writeSync(this.#descriptor, entry, 0, entryBytes, (this.#turn % 2) * entryBytes);
      this.#turn++;
    } catch {
      // the next one may be taken
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** A new file takes the place of what is there. */
  #begin(newest: Done | undefined): void {
    const file = join(this.#folder.path, fileName);
    const draft = `${file}.${randomBytes(6).toString("hex")}`;
    const { O_RDWR, O_CREAT, O_EXCL } = constants;
    this.#descriptor = openSync(draft, O_RDWR | O_CREAT | O_EXCL, 0o600);
    try {
      // both entries, so that either may be damaged
      if (newest !== undefined) for (let i = 0; i < 2; i++) this.write(newest);
      if (!isFileOrNothing(file)) this.#folder.setAside(fileName);
      renameSync(draft, file);
    } catch {
      // the queue goes on without it: what it sends may be sent again after the next opening
      this.close();
      rmSync(draft, { force: true });
    }
  }
}

function read(file: string): { entries: Entry[]; isEmpty: boolean } {
  if (!isFileOrNothing(file)) return { entries: [], isEmpty: false };
  let descriptor: number | undefined;
  try {
    descriptor = openOwnFile(file, constants.O_RDONLY);
    const bytes = Buffer.alloc(2 * entryBytes);
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    const entries = [entryIn(bytes.subarray(0, entryBytes)), entryIn(bytes.subarray(entryBytes))];
    return { entries: entries.filter((entry) => entry !== undefined), isEmpty: length === 0 };
  } catch (error) {
    return { entries: [], isEmpty: (error as NodeJS.ErrnoException).code === "ENOENT" };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function entryIn(bytes: Buffer): Entry | undefined {
  if (!bytes.subarray(0, magic.length).equals(magic)) return undefined;
  if (crc32(bytes.subarray(0, 28)) !== bytes.readUInt32LE(28)) return undefined;
  const turn = bytes.readDoubleLE(16);
  if (!Number.isSafeInteger(turn) || turn < 0) return undefined;
  return { stamp: bytes.toString("hex", 6, 12), sequence: bytes.readUInt32LE(12), turn };
}

function isFileOrNothing(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return true;
  }
}
