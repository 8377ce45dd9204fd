/** Ids that follow each other. */
export type IdRange = readonly [first: number, last: number];

/** What is written down of ids is written for so many at a time. */
export const chunkIds = 1024;
const bitmapBytes = chunkIds / 8;
/** In place of a number of runs: a bitmap follows. */
const bitmapFollows = 1;

/**
 * Ids as bytes, in their order and apart from each other: some bits for each where they are scattered, a few bytes where they
 * follow each other.
 *
 * They are chunks of 1024 ids that have any. All numbers are variable-length, seven bits a byte, the lowest first. A chunk is
 * how many chunks it is behind the one before, and then either 1 and a bitmap of 128 bytes, the lowest bit of a byte first, or
 * twice the number of runs and of each run how many ids come between and how many are in it.
 */
export function encodeRanges(ranges: Iterable<IdRange>): Uint8Array {
  const bytes: number[] = [];
  /** Of the chunk that is being collected: starts and ends within it. */
  let runs: number[] = [];
  let number = 0;
  let next = 0;
  const finish = (): void => {
    if (runs.length === 0) return;
    pushNumber(bytes, number - next);
    pushRuns(bytes, runs);
    next = number + 1;
    runs = [];
  };
  for (const [first, last] of ranges)
    for (const [own, start, end] of partsOf(first, last)) {
      if (own !== number) finish();
      number = own;
      runs.push(start, end);
    }
  finish();
  return Uint8Array.from(bytes);
}

/** A range by the chunks that it is in. */
export function* partsOf(
  first: number,
  last: number,
): Generator<readonly [number: number, start: number, end: number], void> {
  for (let id = first; id <= last; ) {
    const number = Math.floor(id / chunkIds);
    const base = number * chunkIds;
    const end = Math.min(last + 1, base + chunkIds);
    yield [number, id - base, end - base];
    id = end;
  }
}

/** Throws a RangeError when the bytes are none that {@link encodeRanges} makes. */
export function decodeRanges(bytes: Uint8Array): readonly IdRange[] {
  const ranges: [first: number, last: number][] = [];
  const add = (start: number, end: number): void => {
    const before = ranges.at(-1);
    if (before !== undefined && before[1] === start - 1) before[1] = end - 1;
    else ranges.push([start, end - 1]);
  };
  const reader = new NumberReader(bytes);
  for (let number = -1; !reader.isAtEnd; ) {
    number += 1 + reader.next();
    const base = number * chunkIds;
    if (!Number.isSafeInteger(base + chunkIds)) throw new RangeError("There is no such id.");
    const form = reader.next();
    if (form === bitmapFollows)
      for (const [start, end] of runsOf(reader.bytes(bitmapBytes))) add(base + start, base + end);
    else if (form % 2 !== 0) throw new RangeError("There is no such form.");
    else
      for (let at = 0, rest = form / 2; rest > 0; rest--) {
        const start = at + reader.next();
        at = start + reader.next();
        if (at > chunkIds || at === start) throw new RangeError("A run is empty, or goes beyond its chunk.");
        add(base + start, base + at);
      }
  }
  return ranges;
}

/** Runs of bits that are set, from each start to before its end. */
export function* runsOf(bits: Uint8Array): Generator<readonly [start: number, end: number], void> {
  let start = -1;
  for (let i = 0; i < bits.length; i++) {
    const byte = bits[i] as number;
    if (byte === (start < 0 ? 0 : 0xff)) continue;
    for (let bit = 0; bit < 8; bit++) {
      const isSet = (byte & (1 << bit)) !== 0;
      if (isSet === start >= 0) continue;
      const at = 8 * i + bit;
      if (!isSet) yield [start, at];
      start = isSet ? at : -1;
    }
  }
  if (start >= 0) yield [start, 8 * bits.length];
}

/** Sets the bits from a start to before an end, or takes them away. */
export function fillBits(bits: Uint8Array, start: number, end: number, isSet: boolean): void {
  for (let at = start; at < end; ) {
    if (at % 8 === 0 && end - at >= 8) {
      bits[at >> 3] = isSet ? 0xff : 0;
      at += 8;
      continue;
    }
    const byte = bits[at >> 3] as number;
    bits[at >> 3] = isSet ? byte | (1 << (at & 7)) : byte & ~(1 << (at & 7));
    at++;
  }
}

/** In whichever form is shorter. */
function pushRuns(bytes: number[], runs: readonly number[]): void {
  const before = bytes.length;
  pushNumber(bytes, runs.length);
  for (let i = 0, last = 0; i < runs.length; i += 2) {
    const [start, end] = [runs[i] as number, runs[i + 1] as number];
    pushNumber(bytes, start - last);
    pushNumber(bytes, end - start);
    last = end;
  }
  if (bytes.length - before <= 1 + bitmapBytes) return;
  const bits = new Uint8Array(bitmapBytes);
  for (let i = 0; i < runs.length; i += 2) fillBits(bits, runs[i] as number, runs[i + 1] as number, true);
  bytes.length = before;
  bytes.push(bitmapFollows, ...bits);
}

function pushNumber(bytes: number[], number: number): void {
  let rest = number;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
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
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError("The bytes end too early.");
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
