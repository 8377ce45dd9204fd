import { closeSync, constants, fstatSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { openOwnFile } from "../../system/ownFile.ts";

/** `OTLL` and a version. */
const magic = 0x4c4c5401;
/** Magic, length, sequence number, CRC-32 of all before it and of the content. */
const headerBytes = 24;
const checksumAt = 16;
const slotBytes = 16 * 1024;

const nothing = Buffer.alloc(slotBytes);

interface Slot {
  readonly sequence: number;
  readonly text: string;
}

/**
 * A small text in a file that only its owner may read, which is written anew again and again: in turn to one of two places,
 * so that one that was cut off leaves the one before it. Its space is taken at the beginning, so that a disk that is full
 * later does not stop it.
 */
export class LedgerFile {
  #descriptor: number | undefined;
  #sequence = 0;
  /** What was written last; undefined when there was nothing, or nothing whole. */
  readonly text: string | undefined;
  /** Whether there was something, and none of it is whole. */
  readonly isDamaged: boolean;

  /** Throws the error of the file system when the file cannot be opened, a `NotOwnError` where it is a link or no file. */
  constructor(file: string) {
    this.#descriptor = openOwnFile(file, constants.O_RDWR | constants.O_CREAT);
    if (fstatSync(this.#descriptor).size === 0) this.#takeSpace();
    const bytes = [this.#read(0), this.#read(slotBytes)];
    const slots = bytes.map(slotIn).filter((slot) => slot !== undefined);
    const newest = slots.sort((one, other) => other.sequence - one.sequence)[0];
    this.#sequence = newest?.sequence ?? 0;
    this.text = newest?.text;
    // the first text goes to the second place: cut off alone, it has nothing before it
    this.isDamaged = newest === undefined && (bytes[0]?.length ?? 0) > 0;
  }

  /** Whether a text is short enough to be written. */
  hasRoomFor(text: string): boolean {
    return headerBytes + Buffer.byteLength(text) <= slotBytes;
  }

  /** Whether the disk has taken it; otherwise the one before it stays. */
  write(text: string): boolean {
    if (this.#descriptor === undefined || !this.hasRoomFor(text)) return false;
    const content = Buffer.from(text);
    const sequence = this.#sequence + 1;
    const bytes = Buffer.alloc(headerBytes + content.length);
    bytes.writeUInt32LE(magic, 0);
    bytes.writeUInt32LE(content.length, 4);
    bytes.writeDoubleLE(sequence, 8);
    bytes.writeUInt32LE(crc32(content, crc32(bytes.subarray(0, checksumAt))), checksumAt);
    content.copy(bytes, headerBytes);
    const position = sequence % 2 === 0 ? 0 : slotBytes;
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, position + done);
    } catch {
      return false;
    }
    this.#sequence = sequence;
    return true;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #takeSpace(): void {
    try {
      if (this.#descriptor !== undefined)
        writeSync(this.#descriptor, new Uint8Array(2 * slotBytes), 0, 2 * slotBytes, 0);
    } catch {
      // then it is taken with the first writing
    }
  }

  #read(position: number): Uint8Array {
    const bytes = new Uint8Array(slotBytes);
    if (this.#descriptor === undefined) return bytes.subarray(0, 0);
    let done = 0;
    while (done < slotBytes) {
      const count = readSync(this.#descriptor, bytes, done, slotBytes - done, position + done);
      if (count === 0) break;
      done += count;
    }
    // a place that was not written yet
    return nothing.equals(bytes) ? bytes.subarray(0, 0) : bytes.subarray(0, done);
  }
}

function slotIn(bytes: Uint8Array): Slot | undefined {
  if (bytes.length < headerBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(4, true);
  if (view.getUint32(0, true) !== magic || headerBytes + length > bytes.length) return undefined;
  const content = bytes.subarray(headerBytes, headerBytes + length);
  const checksum = crc32(content, crc32(bytes.subarray(0, checksumAt)));
  if (checksum !== view.getUint32(checksumAt, true)) return undefined;
  return { sequence: view.getFloat64(8, true), text: new TextDecoder().decode(content) };
}
