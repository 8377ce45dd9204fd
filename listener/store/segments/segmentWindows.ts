import type { SegmentStorage } from "./segmentStorage.ts";

/** Bytes of a segment that were read already; what is written once never changes. */
interface ReadWindow {
  readonly segment: number;
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

interface ReadSegment {
  readonly number: number;
  readonly storage: SegmentStorage;
  readonly size: number;
}

const windowBytes = 128 * 1024;
const rememberedWindows = 4;

/** Reads of segments what lies around as well: rows are looked at one after the other, in either direction. */
export class SegmentWindows {
  #windows: readonly ReadWindow[] = [];

  read(segment: ReadSegment, start: number, end: number): Uint8Array {
    if (end - start > windowBytes) return segment.storage.read(start, end);
    const known = this.#windows.find(
      (window) => window.segment === segment.number && window.start <= start && end <= window.end,
    );
    const window = known ?? this.#readWindow(segment, start, end);
    return window.bytes.subarray(start - window.start, end - window.start);
  }

  clear(): void {
    this.#windows = [];
  }

  #readWindow({ number, storage, size }: ReadSegment, start: number, end: number): ReadWindow {
    const windowStart = Math.floor(start / windowBytes) * windowBytes;
    const windowEnd = Math.max(end, Math.min(size, windowStart + windowBytes));
    const bytes = storage.read(windowStart, windowEnd);
    const window = { segment: number, start: windowStart, end: windowEnd, bytes };
    this.#windows = [window, ...this.#windows.slice(0, rememberedWindows - 1)];
    return window;
  }
}
