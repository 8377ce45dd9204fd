import { blockSize, TextSignatures } from "./textSignatures.ts";

/** Events whose columns are made and let go together. */
export const chunkSize = 4096;

/** What is kept in memory of 4096 events: some 120 bytes each, signatures included. */
export class EventChunk {
  /** Milliseconds since 1970; 0 when the event has no time. */
  readonly time = new Float64Array(chunkSize);
  /** In milliseconds; NaN when the event has none. */
  readonly duration = new Float32Array(chunkSize);
  /** Number of the event's name. */
  readonly name = new Uint16Array(chunkSize);
  /** Number of the session record. */
  readonly session = new Uint32Array(chunkSize);
  readonly turn = new Uint32Array(chunkSize);
  readonly segment = new Uint32Array(chunkSize);
  /** Where the log record lies in its segment, and its resource and scope; both ends are 0 when there is none. */
  readonly start = new Uint32Array(chunkSize);
  readonly end = new Uint32Array(chunkSize);
  readonly resourceStart = new Uint32Array(chunkSize);
  readonly resourceEnd = new Uint32Array(chunkSize);
  readonly scopeStart = new Uint32Array(chunkSize);
  readonly scopeEnd = new Uint32Array(chunkSize);
  /** Number of its set of findings; 0 for none. */
  readonly findings = new Uint16Array(chunkSize);
  /** One bit for each of the first 32 destinations that it is delivered to. */
  readonly delivered = new Uint32Array(chunkSize);
  readonly signatures = new TextSignatures(chunkSize / blockSize);
}

/** The columns of all kept events, by event id. */
export class EventColumns {
  readonly #chunks = new Map<number, EventChunk>();

  /** The chunk that holds an event; made when it is missing. */
  make(id: number): EventChunk {
    const number = chunkOf(id);
    let chunk = this.#chunks.get(number);
    if (chunk === undefined) {
      chunk = new EventChunk();
      this.#chunks.set(number, chunk);
    }
    return chunk;
  }

  get(id: number): EventChunk | undefined {
    return this.#chunks.get(chunkOf(id));
  }

  /** Lets go of the chunks that hold no event from `firstId` on. */
  letGoBefore(firstId: number): void {
    for (const number of this.#chunks.keys()) {
      if ((number + 1) * chunkSize > firstId) return;
      this.#chunks.delete(number);
    }
  }

  clear(): void {
    this.#chunks.clear();
  }
}

export const chunkOf = (id: number): number => Math.floor(id / chunkSize);
export const rowOf = (id: number): number => id % chunkSize;
