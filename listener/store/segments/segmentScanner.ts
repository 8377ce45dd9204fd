import type { SegmentLog } from "./segmentLog.ts";
import { ReadBuffer } from "./segmentStorage.ts";

/** Reads many places of segments that lie close together, and keeps nothing: it always reads into the same memory. */
export class SegmentScanner {
  readonly #log: SegmentLog;
  readonly #windowBytes: number;
  readonly #buffer = new ReadBuffer();
  #segment = 0;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  /** So many bytes are read at once. */
  constructor(log: SegmentLog, windowBytes: number) {
    this.#log = log;
    this.#windowBytes = windowBytes;
  }

  /** Bytes of a segment, until the next call. */
  read(segment: number, start: number, end: number): Uint8Array {
    if (segment !== this.#segment || start < this.#start || end > this.#start + this.#bytes.length) {
      const from = Math.floor(start / this.#windowBytes) * this.#windowBytes;
      const to = Math.max(end, from + this.#windowBytes);
      this.#bytes = this.#log.readInto(this.#buffer, segment, from, to);
      this.#segment = segment;
      this.#start = from;
    }
    return this.#bytes.subarray(start - this.#start, end - this.#start);
  }
}
