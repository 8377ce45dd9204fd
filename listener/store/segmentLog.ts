import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { FileStorage, MemoryStorage, ReadBuffer, type SegmentStorage } from "./segmentStorage.ts";

/** What a frame of a segment holds. */
export const frameKind = {
  /** The protobuf bytes of one logs request. */
  logs: 1,
  /** JSON: what was counted of a request of another signal. */
  counts: 2,
  /** JSON: what was known when the segment was begun, so that it can be understood without those before it. */
  checkpoint: 3,
} as const;

export type FrameKind = (typeof frameKind)[keyof typeof frameKind];

/** A frame as it is read back. */
export interface Frame {
  readonly kind: FrameKind;
  /** Id of the first event of a logs request. */
  readonly firstId: number;
  readonly segment: number;
  /** Where the content begins in its segment. */
  readonly start: number;
  readonly content: Uint8Array;
}

interface Segment {
  readonly number: number;
  readonly storage: SegmentStorage;
  /** How many bytes it has. */
  size: number;
  /** Id of its last event; 0 when it has none. */
  lastId: number;
  /** When it was begun and when the last of it was written, in milliseconds since 1970. */
  readonly begun: number;
  written: number;
  /** Where frames begin whose bytes are no longer what was written. */
  readonly damaged: ReadonlySet<number>;
}

/** Bytes of a segment that were read already; what is written once never changes. */
interface ReadWindow {
  readonly segment: number;
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

export interface SegmentLogOptions {
  /** Owner-only folder of the segment files; undefined keeps the segments in memory. */
  readonly folder: string | undefined;
  /** A segment that has so many bytes is followed by a new one. */
  readonly segmentBytes?: number;
  /** Segments whose files were written before this time, in milliseconds since 1970, are deleted at the opening. */
  readonly keepSince?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Hears of what was in those segments. */
  readonly onExpired?: (frame: Pick<Frame, "kind" | "firstId" | "content">) => void;
}

/** `OTL` and a version. */
const magic = 0x4f544c32;
/** Where in a header the CRC-32 of all before it and of the content is. */
const checksumAt = 24;
const headerBytes = 32;
const usualFileBytes = 16 * 1024 * 1024;
const usualMemoryBytes = 1024 * 1024;
const windowBytes = 128 * 1024;
/** A segment that is older is followed by a new one, so that it can be let go when what is in it is too old. */
const longestMilliseconds = 60 * 60 * 1000;
const rememberedWindows = 4;
const extension = ".segment";
const kinds: ReadonlySet<number> = new Set(Object.values(frameKind));

/**
 * Frames of bytes, appended one after the other to segments. With a folder, what `append` returned from is in a file: the
 * process may be killed at any time, and whoever opens the folder next reads it all. A frame that was cut off at its end
 * was never acknowledged and is left out, and so is one whose bytes have changed. Each opening writes to files of its own name, so that two processes that both
 * believe to own the folder don't spoil each other's. Old segments are let go as a whole.
 */
export class SegmentLog {
  readonly #folder: string | undefined;
  readonly #segmentBytes: number;
  readonly #now: () => number;
  readonly #segments = new Map<number, Segment>();
  #current: Segment | undefined;
  #windows: readonly ReadWindow[] = [];
  /** What is read when the folder is opened. */
  readonly #opening = new ReadBuffer();
  #nextNumber = 1;
  #nextFile = 1;
  /** What the next segment begins with. */
  readonly #checkpoint: () => unknown;

  /** Opens or creates the folder. Throws the error of the file system when it cannot be used. */
  constructor(options: SegmentLogOptions, checkpoint: () => unknown) {
    const { folder, segmentBytes } = options;
    this.#folder = folder;
    this.#now = options.now ?? Date.now;
    this.#segmentBytes = segmentBytes ?? (folder === undefined ? usualMemoryBytes : usualFileBytes);
    this.#checkpoint = checkpoint;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const files = readdirSync(folder).filter((name) => name.endsWith(extension));
    for (const name of files.sort()) {
      this.#nextFile = Math.max(this.#nextFile, Number.parseInt(name, 10) + 1 || 1);
      this.#reopen(join(folder, name), options);
    }
  }

  /** Everything that is kept, in the order in which it was appended. The content of a frame lasts until the next one. */
  *frames(): Generator<Frame> {
    try {
      for (const segment of this.#segments.values()) {
        for (const frame of framesIn(segment.storage.readAll(this.#opening), segment))
          yield { ...frame, segment: segment.number };
      }
    } finally {
      this.#opening.release();
    }
  }

  /** The last event of a segment has another id now than when it was written. */
  setLastId(segment: number, lastId: number): void {
    const found = this.#segments.get(segment);
    if (found !== undefined) found.lastId = lastId;
  }

  /**
   * Appends a frame and tells where its content is. `count` is the number of events in it. When this throws, nothing was
   * appended.
   */
  append(kind: FrameKind, content: Uint8Array, firstId = 0, count = 0): { segment: number; start: number } {
    const segment = this.#segmentFor(content.length);
    const start = this.#write(segment, kind, content, firstId, count);
    if (count > 0) segment.lastId = firstId + count - 1;
    return { segment: segment.number, start };
  }

  /** Bytes of a segment. */
  read(segment: number, start: number, end: number): Uint8Array {
    const found = this.#segments.get(segment);
    if (found === undefined) throw new RangeError("The segment is no longer kept.");
    if (this.#folder === undefined || end - start > windowBytes) return found.storage.read(start, end);
    const known = this.#windows.find(
      (window) => window.segment === segment && window.start <= start && end <= window.end,
    );
    const window = known ?? this.#readWindow(found, start, end);
    return window.bytes.subarray(start - window.start, end - window.start);
  }

  /** Bytes of a segment, or as many as it has from `start` on; they may lie in `buffer`, until that is used again. */
  readInto(buffer: ReadBuffer, segment: number, start: number, end: number): Uint8Array {
    const found = this.#segments.get(segment);
    if (found === undefined) throw new RangeError("The segment is no longer kept.");
    return found.storage.read(start, Math.min(end, found.size), buffer);
  }

  /** Reads what lies around as well: rows are looked at one after the other, in either direction. */
  #readWindow({ number, storage, size }: Segment, start: number, end: number): ReadWindow {
    const windowStart = Math.floor(start / windowBytes) * windowBytes;
    const windowEnd = Math.max(end, Math.min(size, windowStart + windowBytes));
    const bytes = storage.read(windowStart, windowEnd);
    const window = { segment: number, start: windowStart, end: windowEnd, bytes };
    this.#windows = [window, ...this.#windows.slice(0, rememberedWindows - 1)];
    return window;
  }

  /** How many bytes all segments have. */
  get bytes(): number {
    let bytes = 0;
    for (const { size } of this.#segments.values()) bytes += size;
    return bytes;
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
      segment.storage.remove();
    }
  }

  /** Forgets everything. */
  clear(): void {
    for (const { storage } of this.#segments.values()) storage.remove();
    this.#segments.clear();
    this.#current = undefined;
    this.#windows = [];
  }

  /** Closes all files; they stay. */
  close(): void {
    for (const { storage } of this.#segments.values()) storage.close();
    this.#segments.clear();
    this.#current = undefined;
    this.#windows = [];
  }

  #reopen(file: string, { keepSince = 0, onExpired }: SegmentLogOptions): void {
    const written = statSync(file).mtimeMs;
    const isExpired = written < keepSince;
    if (isExpired && onExpired === undefined) {
      unlinkSync(file);
      return;
    }
    const storage = new FileStorage(file, false);
    const bytes = storage.readAll(this.#opening);
    const whole = wholeFrames(bytes);
    if (isExpired) for (const frame of framesIn(bytes, whole)) onExpired?.(frame);
    if (isExpired || whole.size === 0) {
      storage.remove();
      return;
    }
    const number = this.#nextNumber++;
    this.#segments.set(number, { number, storage, begun: written, written, ...whole });
  }

  #segmentFor(length: number): Segment {
    const current = this.#current;
    const now = this.#now();
    const isYoung = current !== undefined && now - current.begun < longestMilliseconds;
    if (current !== undefined && isYoung && current.size + headerBytes + length <= this.#segmentBytes) return current;
    const number = this.#nextNumber++;
    const lastId = [...this.#segments.values()].at(-1)?.lastId ?? 0;
    const times = { begun: now, written: now };
    const segment: Segment = { number, storage: this.#create(), size: 0, lastId, damaged: new Set(), ...times };
    this.#segments.set(number, segment);
    this.#current = segment;
    // what is in memory alone is never opened again
    if (this.#folder !== undefined)
      this.#write(segment, frameKind.checkpoint, new TextEncoder().encode(JSON.stringify(this.#checkpoint())), 0, 0);
    return segment;
  }

  /** The name sorts behind those that were there, whatever the clock says. */
  #create(): SegmentStorage {
    if (this.#folder === undefined) return new MemoryStorage();
    const name = `${String(this.#nextFile++).padStart(12, "0")}-${randomBytes(6).toString("hex")}${extension}`;
    return new FileStorage(join(this.#folder, name), true);
  }

  #write(segment: Segment, kind: FrameKind, content: Uint8Array, firstId: number, count: number): number {
    const header = new Uint8Array(headerBytes);
    const view = new DataView(header.buffer);
    view.setUint32(0, magic, true);
    view.setUint8(4, kind);
    view.setUint32(8, content.length, true);
    view.setUint32(12, count, true);
    view.setFloat64(16, firstId, true);
    view.setUint32(checksumAt, crc32(content, crc32(header.subarray(0, checksumAt))), true);
    segment.storage.write(segment.size, [header, content]);
    const start = segment.size + headerBytes;
    segment.size = start + content.length;
    segment.written = this.#now();
    return start;
  }
}

type WholeFrames = Pick<Segment, "size" | "lastId" | "damaged">;

/** How far a file holds whole frames, the id of its last event, and which frames are damaged. */
function wholeFrames(bytes: Uint8Array): WholeFrames {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = new Set<number>();
  let size = 0;
  let lastId = 0;
  while (size + headerBytes <= bytes.length && view.getUint32(size, true) === magic) {
    const start = size + headerBytes;
    const end = start + view.getUint32(size + 8, true);
    if (end > bytes.length) break;
    const checksum = crc32(bytes.subarray(start, end), crc32(bytes.subarray(size, size + checksumAt)));
    const count = view.getUint32(size + 12, true);
    if (checksum !== view.getUint32(size + checksumAt, true) || !kinds.has(view.getUint8(size + 4))) damaged.add(size);
    else if (count > 0) lastId = view.getFloat64(size + 16, true) + count - 1;
    size = end;
  }
  return { size, lastId, damaged };
}

/** The frames of a segment's bytes that are not damaged. */
function* framesIn(bytes: Uint8Array, { size, damaged }: WholeFrames): Generator<Omit<Frame, "segment">> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + headerBytes <= size; ) {
    const start = at + headerBytes;
    const end = start + view.getUint32(at + 8, true);
    if (!damaged.has(at))
      yield {
        kind: view.getUint8(at + 4) as FrameKind,
        firstId: view.getFloat64(at + 16, true),
        start,
        content: bytes.subarray(start, end),
      };
    at = end;
  }
}
