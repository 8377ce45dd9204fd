import { randomBytes } from "node:crypto";
import type { StorageDamage } from "../../protocol/storageDamage.ts";
import type { Slices } from "../slices.ts";
import { numberOf, type SegmentFile, SegmentFolder } from "./segmentFolder.ts";
import { encodeHeader, FrameHeads, type FrameIds, type FrameKind, frameKind, stampBytes } from "./segmentFormat.ts";
import { type FoundFrame, type OpenedFile, type OpeningOptions, SegmentOpening } from "./segmentOpening.ts";
import { FileStorage, MemoryStorage, type ReadBuffer, type SegmentStorage } from "./segmentStorage.ts";
import { SegmentWindows } from "./segmentWindows.ts";
import { DamageCounter } from "./storageDamage.ts";

/** A frame as it is read back. */
export interface Frame extends FoundFrame {
  readonly segment: number;
}

/** Where something was appended. */
export interface Appended {
  readonly segment: number;
  readonly sequence: number;
  /** Where the content begins. */
  readonly start: number;
}

interface Segment {
  readonly number: number;
  /** What names its file, hexadecimal; empty for a file of an older format and in memory. */
  readonly stamp: string;
  readonly storage: SegmentStorage;
  readonly heads: FrameHeads | undefined;
  /** Of the next frame. */
  sequence: number;
  /** How many bytes it has. */
  size: number;
  /** Id of its last event; 0 when it has none. */
  lastId: number;
  /** When it was begun and when the last of it was written, in milliseconds since 1970. */
  readonly begun: number;
  written: number;
}

export interface SegmentLogOptions extends OpeningOptions {
  /** Owner-only folder of the segment files; undefined keeps the segments in memory. */
  readonly folder: string | undefined;
  /** A segment that has so many bytes is followed by a new one. */
  readonly segmentBytes?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const usualFileBytes = 16 * 1024 * 1024;
const usualMemoryBytes = 1024 * 1024;
/** A segment that is older is followed by a new one, so that it can be let go when what is in it is too old. */
const longestMilliseconds = 60 * 60 * 1000;

/**
 * Frames of bytes, appended one after the other to segments, in the format of `segmentFormat.ts`. With a folder, what
 * `append` returned from is in a file: the process may be killed at any time, and whoever opens the folder next reads it
 * all. Damage costs the frames that are damaged, and is counted; a file that cannot be read is set aside. Each opening writes to files of its own name, so that
 * two processes that both believe to own the folder don't spoil each other's. Old segments are let go as a whole.
 */
export class SegmentLog {
  readonly #folder: SegmentFolder | undefined;
  readonly #options: SegmentLogOptions;
  readonly #segmentBytes: number;
  readonly #now: () => number;
  readonly #segments = new Map<number, Segment>();
  #current: Segment | undefined;
  #bytes = 0;
  readonly #windows = new SegmentWindows();
  #unopened: readonly SegmentFile[] = [];
  #damage = new DamageCounter();
  #nextNumber = 1;
  #nextFile = 1;
  /** What the next segment begins with; undefined when that is nothing. */
  readonly #checkpoint: (() => unknown) | undefined;

  /** Opens or creates the folder. Throws the error of the file system when it cannot be used. */
  constructor(options: SegmentLogOptions, checkpoint?: () => unknown) {
    const { folder, segmentBytes, keepSince } = options;
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#segmentBytes = segmentBytes ?? (folder === undefined ? usualMemoryBytes : usualFileBytes);
    this.#checkpoint = checkpoint;
    this.#folder = folder === undefined ? undefined : new SegmentFolder(folder);
    if (this.#folder === undefined) return;
    const { files, strange } = this.#folder.list();
    this.#unopened = files;
    for (const { name } of files) this.#nextFile = Math.max(this.#nextFile, numberOf(name) + 1);
    for (const name of strange) this.#damage.addFile({ name, reason: "foreign" });
    this.#folder.limitSetAside(keepSince);
  }

  /**
   * Goes through everything that is kept, in the order in which it was appended. To be called once, and nothing is appended
   * before it is done. The content of a frame lasts until the next one.
   */
  *recover(visit: (frame: Frame) => void): Slices<void> {
    const files = this.#unopened;
    this.#unopened = [];
    if (this.#folder === undefined) return;
    const opening = new SegmentOpening(this.#folder, this.#options, this.#damage);
    const open = (file: OpenedFile) => this.#recoverFile(file, visit);
    yield* opening.read(files, this.#checkpoint !== undefined, open);
  }

  *#recoverFile({ storage, stamp, written, frames }: OpenedFile, visit: (frame: Frame) => void): Slices<void> {
    const number = this.#nextNumber++;
    const rest = { sequence: 0, size: 0, lastId: 0, begun: written, written };
    const segment: Segment = { number, stamp, storage, heads: undefined, ...rest };
    this.#segments.set(number, segment);
    yield* frames((frame) => {
      const { kind, flags, isLegacy, sequence, firstId, count, start, end, content } = frame;
      segment.size = end;
      if (count > 0) segment.lastId = Math.max(segment.lastId, firstId + count - 1);
      visit({ kind, flags, isLegacy, sequence, firstId, count, start, end, content, segment: number });
    });
    this.#bytes += segment.size;
    if (segment.size === 0) this.#segments.delete(number);
  }

  /** What could not be read; undefined when all could. Complete once {@link recover} has returned. */
  get damage(): StorageDamage | undefined {
    return this.#damage.damage;
  }

  /** A frame was read whose content makes no sense. */
  noteUnread({ content, kind }: FoundFrame): void {
    this.#damage.addBytes(content.length);
    if (kind !== frameKind.checkpoint) this.#damage.addRequests(1, 0);
  }

  /** Nothing can be read in a file that belongs to the segments. */
  noteUnreadFile(name: string): void {
    this.#damage.addFile({ name, reason: "damaged" });
  }

  /** What names the file of a segment; empty when it has none of this format. */
  stampOf(segment: number): string {
    return this.#segments.get(segment)?.stamp ?? "";
  }

  /** The last event of a segment has another id now than when it was written. */
  setLastId(segment: number, lastId: number): void {
    const found = this.#segments.get(segment);
    if (found !== undefined) found.lastId = lastId;
  }

  /**
   * Appends a frame and tells where its content is. `ids` are those of the events in it, if there are any. When this throws,
   * nothing was appended.
   */
  append(kind: FrameKind, content: Uint8Array, ids?: FrameIds, flags?: number): Appended {
    const segment = this.#segmentFor(content.length);
    const { sequence } = segment;
    const start = this.#write(segment, kind, content, ids, flags);
    if (ids !== undefined && ids.count > 0) segment.lastId = ids.first + ids.count - 1;
    return { segment: segment.number, sequence, start };
  }

  /** Bytes of a segment. */
  read(segment: number, start: number, end: number): Uint8Array {
    const found = this.#segments.get(segment);
    if (found === undefined) throw new RangeError("The segment is no longer kept.");
    return this.#folder === undefined ? found.storage.read(start, end) : this.#windows.read(found, start, end);
  }

  /** Bytes of a segment, or as many as it has from `start` on; they may lie in `buffer`, until that is used again. */
  readInto(buffer: ReadBuffer, segment: number, start: number, end: number): Uint8Array {
    const found = this.#segments.get(segment);
    if (found === undefined) throw new RangeError("The segment is no longer kept.");
    return found.storage.read(start, Math.min(end, found.size), buffer);
  }

  /** How many bytes all segments have. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Id of the last event in the oldest segment; undefined when the segment that is being written to is the only one. */
  get lastIdOfOldest(): number | undefined {
    const [oldest] = this.#segments.values();
    return oldest === undefined || oldest === this.#current ? undefined : oldest.lastId;
  }

  /**
   * Id of the last event of which it is sure that it was written before a time, in milliseconds since 1970; 0 when there is
   * none. What is written from now on does not go to the segment that it is in.
   */
  lastIdBefore(time: number): number {
    let lastId = 0;
    for (const segment of this.#segments.values()) {
      if (segment.written >= time) break;
      lastId = segment.lastId;
      if (segment === this.#current) this.#current = undefined;
    }
    return lastId;
  }

  /** Lets go of the segments that hold no event from `firstId` on. */
  letGoBefore(firstId: number): void {
    for (const segment of this.#segments.values()) {
      if (segment === this.#current || segment.lastId >= firstId) return;
      this.#segments.delete(segment.number);
      this.#bytes -= segment.size;
      segment.storage.remove();
    }
  }

  /** Lets go of one segment, whatever is in it. */
  letGo(number: number): void {
    const segment = this.#segments.get(number);
    if (segment === undefined) return;
    this.#segments.delete(number);
    this.#bytes -= segment.size;
    if (segment === this.#current) this.#current = undefined;
    segment.storage.remove();
  }

  /** Forgets everything that can be read. */
  clear(): void {
    let failure: unknown;
    for (const segment of [...this.#segments.values()]) {
      try {
        segment.storage.remove();
      } catch (error) {
        failure ??= error;
        continue;
      }
      this.#segments.delete(segment.number);
      this.#bytes -= segment.size;
      if (this.#current === segment) this.#current = undefined;
    }
    this.#windows.clear();
    if (failure !== undefined) throw failure;
  }

  /** Forgets what could not be read as well: nothing of what was received stays in the folder. */
  clearAll(): void {
    this.clear();
    this.#folder?.forgetRest();
    this.#damage = new DamageCounter();
  }

  /** Forgets of what was set aside what was written before a time, in milliseconds since 1970. */
  forgetSetAsideBefore(time: number): void {
    this.#folder?.limitSetAside(time);
  }

  /** Closes all files; they stay. */
  close(): void {
    for (const { storage } of this.#segments.values()) storage.close();
    this.#segments.clear();
    this.#current = undefined;
    this.#windows.clear();
  }

  #segmentFor(length: number): Segment {
    const current = this.#current;
    const now = this.#now();
    const isYoung = current !== undefined && now - current.begun < longestMilliseconds;
    const hasRoom = isYoung && current.size + length <= this.#segmentBytes;
    if (hasRoom && current.storage.isThere()) return current;
    const lastId = [...this.#segments.values()].at(-1)?.lastId ?? 0;
    const segment = this.#create(now, lastId);
    this.#segments.set(segment.number, segment);
    this.#bytes += segment.size;
    this.#current = segment;
    return segment;
  }

  /** With what it begins with. Its name sorts behind those that were there, whatever the clock says. */
  #create(now: number, lastId: number): Segment {
    const number = this.#nextNumber++;
    const rest = { number, lastId, begun: now, written: now };
    // what is in memory alone is never opened again
    if (this.#folder === undefined)
      return { ...rest, sequence: 0, size: 0, stamp: "", storage: new MemoryStorage(), heads: undefined };
    const stamp = randomBytes(stampBytes);
    const heads = new FrameHeads(stamp);
    const parts = [encodeHeader(stamp, now)];
    if (this.#checkpoint !== undefined) {
      const content = new TextEncoder().encode(JSON.stringify(this.#checkpoint()));
      parts.push(Buffer.from(heads.encode(frameKind.checkpoint, 0, content)), content);
    }
    const storage = this.#createFile(this.#folder, this.#folder.fileName(this.#nextFile++, stamp));
    try {
      storage.write(0, parts);
    } catch (error) {
      storage.remove();
      throw error;
    }
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    return { ...rest, sequence: parts.length > 1 ? 1 : 0, size, stamp: stamp.toString("hex"), storage, heads };
  }

  #createFile(folder: SegmentFolder, path: string): FileStorage {
    try {
      return new FileStorage(path, true);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      folder.prepare();
      return new FileStorage(path, true);
    }
  }

  #write(segment: Segment, kind: FrameKind, content: Uint8Array, ids?: FrameIds, flags?: number): number {
    const { heads, size, sequence } = segment;
    const head = heads?.encode(kind, sequence, content, ids, flags);
    segment.storage.write(size, head === undefined ? [content] : [head, content]);
    const start = size + (head?.length ?? 0);
    segment.sequence++;
    segment.size = start + content.length;
    this.#bytes += segment.size - size;
    segment.written = this.#now();
    return start;
  }
}
