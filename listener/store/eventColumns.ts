import { blockSize, TextSignatures, wordsPerBlock } from "./textSignatures.ts";

/** Events whose columns are made and let go together. */
export const chunkSize = 4096;

const wideColumns = 1;
const columns = 11;
const narrowColumns = 2;
const byteColumns = 1;
const signatureBytes = (chunkSize / blockSize) * wordsPerBlock * 4;
const chunkBytes = chunkSize * (8 * wideColumns + 4 * columns + 2 * narrowColumns + byteColumns) + signatureBytes;

/** What is kept in memory of 4096 events: some 120 bytes each, signatures included, in one piece. */
export class EventChunk {
  readonly #bytes = new ArrayBuffer(chunkBytes);
  #used = 0;
  /** Milliseconds since 1970; 0 when the event has no time. */
  readonly time = new Float64Array(this.#bytes, this.#take(8 * chunkSize), chunkSize);
  /** In milliseconds; NaN when the event has none. */
  readonly duration = new Float32Array(this.#bytes, this.#take(4 * chunkSize), chunkSize);
  /** Number of the session record. */
  readonly session = this.#column();
  readonly turn = this.#column();
  readonly segment = this.#column();
  /** Where the log record lies in its segment, and its resource and scope; both ends are 0 when there is none. */
  readonly start = this.#column();
  readonly end = this.#column();
  readonly resourceStart = this.#column();
  readonly resourceEnd = this.#column();
  readonly scopeStart = this.#column();
  readonly scopeEnd = this.#column();
  /** One bit for each of the first 32 destinations that it is delivered to. */
  readonly delivered = this.#column();
  /** Number of the event's name. */
  readonly name = this.#narrowColumn();
  /** Number of its set of findings; 0 for none. */
  readonly findings = this.#narrowColumn();
  /** What is known of its sender, see `senderFlags.ts`. */
  readonly sender = new Uint8Array(this.#bytes, this.#take(chunkSize), chunkSize);
  readonly signatures = new TextSignatures(
    new Uint32Array(this.#bytes, this.#take(signatureBytes), signatureBytes / 4),
  );

  /** As it was when it was made. */
  reset(): void {
    new Uint8Array(this.#bytes).fill(0);
  }

  #column(): Uint32Array {
    return new Uint32Array(this.#bytes, this.#take(4 * chunkSize), chunkSize);
  }

  #narrowColumn(): Uint16Array {
    return new Uint16Array(this.#bytes, this.#take(2 * chunkSize), chunkSize);
  }

  /** Where the next so many bytes are. */
  #take(bytes: number): number {
    const start = this.#used;
    this.#used += bytes;
    return start;
  }
}

/**
 * The columns of all kept events, by event id. In a full store a chunk that is let go is the next one that is needed, so that
 * memory does not grow until garbage is collected.
 */
export class EventColumns {
  readonly #chunks = new Map<number, EventChunk>();
  /** A chunk that was let go. */
  #spare: EventChunk | undefined;

  /** The chunk that holds an event; made when it is missing. */
  make(id: number): EventChunk {
    const number = chunkOf(id);
    let chunk = this.#chunks.get(number);
    if (chunk === undefined) {
      chunk = this.#empty();
      this.#chunks.set(number, chunk);
    }
    return chunk;
  }

  #empty(): EventChunk {
    const spare = this.#spare;
    this.#spare = undefined;
    spare?.reset();
    return spare ?? new EventChunk();
  }

  get(id: number): EventChunk | undefined {
    return this.#chunks.get(chunkOf(id));
  }

  /** No event has findings any more. */
  forgetFindings(): void {
    for (const { findings } of this.#chunks.values()) findings.fill(0);
  }

  /** Lets go of the chunks that hold no event from `firstId` on. */
  letGoBefore(firstId: number): void {
    for (const [number, chunk] of this.#chunks) {
      if ((number + 1) * chunkSize > firstId) return;
      this.#chunks.delete(number);
      this.#spare = chunk;
    }
  }

  clear(): void {
    this.#chunks.clear();
    this.#spare = undefined;
  }
}

export const chunkOf = (id: number): number => Math.floor(id / chunkSize);
export const rowOf = (id: number): number => id % chunkSize;
