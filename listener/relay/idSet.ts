/** Ids of one chunk, of which one bit says whether it is there. */
const chunkIds = 1024;
const bitmapBytes = chunkIds / 8;
/** In place of a number of runs: the bitmap follows. An even number is twice the number of runs. */
const bitmapFollows = 1;

interface Chunk {
  readonly number: number;
  readonly bits: Uint8Array;
  size: number;
  /** As it is written down, once it was; undefined when it has changed since. */
  encoded: Uint8Array | undefined;
}

export type IdRange = readonly [first: number, last: number];

/**
 * A set of ids, exact however they lie: some bits for each where they are scattered, a few bytes where they follow each other.
 *
 * Written down it is chunks of 1024 ids that have any, in their order. All numbers are variable-length, seven bits a byte, the
 * lowest first. A chunk is how many chunks it is behind the one before, and then either 1 and a bitmap of 128 bytes, the lowest
 * bit of a byte first, or twice the number of runs and of each run how many ids come between and how many are in it.
 */
export class IdSet {
  /** In their order. */
  readonly #chunks: Chunk[] = [];
  #size = 0;

  static of(...ranges: readonly IdRange[]): IdSet {
    const set = new IdSet();
    for (const [first, last] of ranges) for (let id = first; id <= last; id++) set.add(id);
    return set;
  }

  /** Throws a RangeError when the bytes are no such set. */
  static decode(bytes: Uint8Array): IdSet {
    const set = new IdSet();
    const reader = new NumberReader(bytes);
    for (let number = -1; !reader.isAtEnd; ) {
      number += 1 + reader.next();
      const base = number * chunkIds;
      if (!Number.isSafeInteger(base + chunkIds)) throw new RangeError("There is no such id.");
      const form = reader.next();
      if (form === bitmapFollows) {
        const bits = reader.bytes(bitmapBytes);
        for (let i = 0; i < chunkIds; i++) if (isIn(bits, i)) set.add(base + i);
      } else {
        if (form % 2 !== 0) throw new RangeError("There is no such form.");
        let at = 0;
        for (let runs = form / 2; runs > 0; runs--) {
          at += reader.next();
          const end = at + reader.next();
          if (end > chunkIds) throw new RangeError("A run goes beyond its chunk.");
          for (; at < end; at++) set.add(base + at);
        }
      }
    }
    return set;
  }

  get size(): number {
    return this.#size;
  }

  /** 0 when it is empty. */
  get first(): number {
    for (const [first] of this.ranges()) return first;
    return 0;
  }

  /** 0 when it is empty. */
  get last(): number {
    const chunk = this.#chunks.at(-1);
    if (chunk === undefined) return 0;
    let at = chunkIds - 1;
    while (!isIn(chunk.bits, at)) at--;
    return chunk.number * chunkIds + at;
  }

  has(id: number): boolean {
    const chunk = this.#find(Math.floor(id / chunkIds));
    return chunk !== undefined && isIn(chunk.bits, id % chunkIds);
  }

  add(id: number): void {
    const number = Math.floor(id / chunkIds);
    const chunk = this.#find(number) ?? this.#insert(number);
    const at = id % chunkIds;
    if (isIn(chunk.bits, at)) return;
    chunk.bits[at >> 3] = (chunk.bits[at >> 3] as number) | (1 << (at & 7));
    this.#resize(chunk, 1);
  }

  delete(id: number): void {
    const chunk = this.#find(Math.floor(id / chunkIds));
    const at = id % chunkIds;
    if (chunk === undefined || !isIn(chunk.bits, at)) return;
    chunk.bits[at >> 3] = (chunk.bits[at >> 3] as number) & ~(1 << (at & 7));
    this.#resize(chunk, -1);
    if (chunk.size === 0) this.#chunks.splice(this.#chunks.indexOf(chunk), 1);
  }

  addAll(others: Iterable<number>): void {
    for (const id of others) this.add(id);
  }

  deleteAll(others: Iterable<number>): void {
    for (const id of others) this.delete(id);
  }

  /** Forgets up to 1024 of the lowest ids; tells how many that were. */
  deleteLowest(): number {
    const size = this.#chunks.shift()?.size ?? 0;
    this.#size -= size;
    return size;
  }

  /** The ids, the lowest first. */
  *[Symbol.iterator](): Generator<number, void> {
    for (const [first, last] of this.ranges()) for (let id = first; id <= last; id++) yield id;
  }

  /** What of it follows each other, the lowest first. */
  *ranges(): Generator<IdRange, void> {
    let first = 0;
    let next = 0;
    for (const { number, bits } of this.#chunks)
      for (const [start, end] of runsOf(bits)) {
        const id = number * chunkIds + start;
        if (id !== next) {
          if (next > 0) yield [first, next - 1];
          first = id;
        }
        next = number * chunkIds + end;
      }
    if (next > 0) yield [first, next - 1];
  }

  encode(): Uint8Array {
    let next = 0;
    const parts: Uint8Array[] = [];
    for (const chunk of this.#chunks) {
      parts.push(numbersAsBytes([chunk.number - next]));
      chunk.encoded ??= encodeBits(chunk.bits);
      parts.push(chunk.encoded);
      next = chunk.number + 1;
    }
    return Buffer.concat(parts);
  }

  #resize(chunk: Chunk, by: number): void {
    chunk.size += by;
    chunk.encoded = undefined;
    this.#size += by;
  }

  #insert(number: number): Chunk {
    const chunk = { number, bits: new Uint8Array(bitmapBytes), size: 0, encoded: undefined };
    this.#chunks.splice(this.#indexOf(number), 0, chunk);
    return chunk;
  }

  #find(number: number): Chunk | undefined {
    // most is done with the newest
    const last = this.#chunks.at(-1);
    if (last === undefined || last.number <= number) return last?.number === number ? last : undefined;
    const found = this.#chunks[this.#indexOf(number)];
    return found?.number === number ? found : undefined;
  }

  /** Where a chunk is, or would be. */
  #indexOf(number: number): number {
    let [low, high] = [0, this.#chunks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#chunks[middle] as Chunk).number < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isIn = (bits: Uint8Array, at: number): boolean => ((bits[at >> 3] as number) & (1 << (at & 7))) !== 0;

function* runsOf(bits: Uint8Array): Generator<readonly [start: number, end: number], void> {
  for (let at = 0; at < chunkIds; at++) {
    if (bits[at >> 3] === 0) {
      at |= 7;
      continue;
    }
    if (!isIn(bits, at)) continue;
    const start = at;
    while (at < chunkIds && isIn(bits, at)) at++;
    yield [start, at];
  }
}

/** In whichever form is shorter. */
function encodeBits(bits: Uint8Array): Uint8Array {
  const numbers: number[] = [];
  let last = 0;
  for (const [start, end] of runsOf(bits)) {
    numbers.push(start - last, end - start);
    last = end;
  }
  const runs = numbersAsBytes([numbers.length, ...numbers]);
  return runs.length <= bitmapBytes ? runs : Uint8Array.of(bitmapFollows, ...bits);
}

function numbersAsBytes(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (let number of numbers) {
    for (; number > 0x7f; number = Math.floor(number / 0x80)) bytes.push((number % 0x80) | 0x80);
    bytes.push(number);
  }
  return Uint8Array.from(bytes);
}

class NumberReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  next(): number {
    let number = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.bytes(1)[0] as number;
      number += (byte & 0x7f) * factor;
      if (!Number.isSafeInteger(number)) throw new RangeError("The number is too large.");
      if (byte < 0x80) return number;
    }
  }

  bytes(count: number): Uint8Array {
    if (this.#at + count > this.#bytes.length) throw new RangeError("The bytes end too early.");
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}
