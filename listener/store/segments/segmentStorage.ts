import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writevSync,
} from "node:fs";
import { openOwnFile, TooLargeError } from "../../../system/ownFile.ts";

/** Where the bytes of one segment lie. Written at the end only, read anywhere. */
export interface SegmentStorage {
  /** Writes all parts one after the other at `position`, or throws and leaves nothing behind. */
  write(position: number, parts: readonly Uint8Array[]): void;
  /** The bytes from `start` to before `end`; they may lie in `buffer`, if one is given, until that is used again. */
  read(start: number, end: number, buffer?: ReadBuffer): Uint8Array;
  /** Everything that was written; it may lie in `buffer`, until that is used again. */
  readAll(buffer: ReadBuffer): Uint8Array;
  /** Whether what is written will be found again: a file may have been deleted while it is open. */
  isThere(): boolean;
  close(): void;
  /** Closes it and forgets its bytes. */
  remove(): void;
}

/** Memory into which one segment after the other is read. */
export class ReadBuffer {
  #bytes = new Uint8Array(0);

  /** So many bytes; they hold anything, and are the same memory each time. */
  take(length: number): Uint8Array {
    // segments are nearly equally long: the buffer of the first does for all
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(2 ** Math.ceil(Math.log2(length)));
    return this.#bytes.subarray(0, length);
  }

  /** Lets the memory go until it is needed again. */
  release(): void {
    this.#bytes = new Uint8Array(0);
  }
}

/** More than a segment has with the largest message that is received. */
const mostBytes = 1024 * 1024 * 1024;

/** A segment in a file that only its owner may read. */
export class FileStorage implements SegmentStorage {
  readonly #file: string;
  #descriptor: number | undefined;

  /** `create`: the file must not exist yet. An existing one is opened to be read. */
  constructor(file: string, create: boolean) {
    this.#file = file;
    const { O_CREAT, O_EXCL, O_RDWR, O_RDONLY } = constants;
    this.#descriptor = create ? openSync(file, O_RDWR | O_CREAT | O_EXCL, 0o600) : openOwnFile(file, O_RDONLY);
    if (create) fchmodSync(this.#descriptor, 0o600);
  }

  write(position: number, parts: readonly Uint8Array[]): void {
    const wanted = parts.reduce((sum, { length }) => sum + length, 0);
    const descriptor = this.#open();
    let written = 0;
    let rest = parts;
    try {
      while (written < wanted) {
        written += writevSync(descriptor, rest as Uint8Array[], position + written);
        if (written < wanted) rest = [Buffer.concat(parts).subarray(written)];
      }
    } catch (error) {
      ftruncateSync(descriptor, position);
      throw error;
    }
  }

  read(start: number, end: number, buffer?: ReadBuffer): Uint8Array {
    return this.#readInto(buffer?.take(end - start) ?? new Uint8Array(end - start), start);
  }

  readAll(buffer: ReadBuffer): Uint8Array {
    const { size } = fstatSync(this.#open());
    if (size > mostBytes) throw new TooLargeError(this.#file);
    return this.#readInto(buffer.take(size), 0);
  }

  isThere(): boolean {
    return fstatSync(this.#open()).nlink > 0;
  }

  #readInto(bytes: Uint8Array, start: number): Uint8Array {
    const descriptor = this.#open();
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(descriptor, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new RangeError("The segment ends before what is to be read.");
      done += count;
    }
    return bytes;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  remove(): void {
    // a file that cannot be deleted can still be read and written
    rmSync(this.#file, { force: true });
    this.close();
  }

  #open(): number {
    if (this.#descriptor === undefined) throw new RangeError("The segment is closed.");
    return this.#descriptor;
  }
}

/** A segment in memory, for a listener without a folder. */
export class MemoryStorage implements SegmentStorage {
  #bytes = Buffer.alloc(0);
  #end = 0;

  write(position: number, parts: readonly Uint8Array[]): void {
    const wanted = parts.reduce((sum, { length }) => sum + length, position);
    if (wanted > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    let at = position;
    for (const part of parts) {
      this.#bytes.set(part, at);
      at += part.length;
    }
    this.#end = at;
  }

  read(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  readAll(): Uint8Array {
    return this.#bytes.subarray(0, this.#end);
  }

  isThere(): boolean {
    return true;
  }

  close(): void {
    // memory needs no closing
  }

  remove(): void {
    this.#bytes = Buffer.alloc(0);
    this.#end = 0;
  }
}
