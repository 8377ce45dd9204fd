import { chunkIds, encodeRanges, fillBits, type IdRange, partsOf, runsOf } from "./idRanges.ts";

/** A bit for each id. */
interface Chunk {
  readonly number: number;
  readonly bits: Uint8Array;
  size: number;
}

/** A set of ids, exact however they lie: a bit for each where there are any, in pieces of 1024. */
export class IdSet {
  /** In their order. */
  readonly #chunks: Chunk[] = [];
  #size = 0;

  constructor(ranges: Iterable<IdRange> = []) {
    this.addAll(ranges);
  }

  get size(): number {
    return this.#size;
  }

  has(id: number): boolean {
    const chunk = this.#find(Math.floor(id / chunkIds));
    const at = id % chunkIds;
    return chunk !== undefined && ((chunk.bits[at >> 3] as number) & (1 << (at & 7))) !== 0;
  }

  addAll(ranges: Iterable<IdRange>): void {
    for (const [first, last] of ranges)
      for (const [number, start, end] of partsOf(first, last)) {
        const chunk = this.#find(number) ?? this.#insert(number);
        this.#fill(chunk, start, end, true);
      }
  }

  deleteAll(ranges: Iterable<IdRange>): void {
    for (const [first, last] of ranges)
      for (const [number, start, end] of partsOf(first, last)) {
        const chunk = this.#find(number);
        if (chunk === undefined) continue;
        this.#fill(chunk, start, end, false);
        if (chunk.size === 0) this.#chunks.splice(this.#indexOf(number), 1);
      }
  }

  /** Forgets up to 1024 of the lowest ids; tells how many that were. */
  deleteLowest(): number {
    const size = this.#chunks.shift()?.size ?? 0;
    this.#size -= size;
    return size;
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

  /** See {@link encodeRanges}. */
  encode(): Uint8Array {
    return encodeRanges(this.ranges());
  }

  #fill(chunk: Chunk, start: number, end: number, isSet: boolean): void {
    const { bits } = chunk;
    const [from, to] = [start >> 3, (end + 7) >> 3];
    const before = countBits(bits, from, to);
    fillBits(bits, start, end, isSet);
    const by = countBits(bits, from, to) - before;
    chunk.size += by;
    this.#size += by;
  }

  #insert(number: number): Chunk {
    const chunk = { number, bits: new Uint8Array(chunkIds / 8), size: 0 };
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

const bitsOfByte = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

function countBits(bits: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) count += bitsOfByte[bits[i] as number] as number;
  return count;
}
