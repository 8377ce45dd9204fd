/** Events that share a signature. */
export const blockSize = 64;

const bitsPerBlock = 32_768;
/** Memory that a block takes. */
export const wordsPerBlock = bitsPerBlock / 32;
/** A signature has so many bits, so this many bits of a hash choose one. */
const hashShift = 32 - 15;

const encoder = new TextEncoder();
const shortText = 64;
const textBytes = new Uint8Array(shortText * 3);

const fold = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) fold[byte] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;

/**
 * Remembers, for each block of events, which sequences of three bytes occur in them: a text can only be in a block that
 * has all of its sequences, so that a search looks at few of a million events. ASCII letters count without case. It costs
 * 64 bytes an event.
 */
export class TextSignatures {
  readonly #words: Uint32Array;

  /** `words` holds {@link wordsPerBlock} for each block, all 0. */
  constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** Adds the bytes of an event to its block. */
  add(block: number, bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 3) return;
    const words = this.#words;
    const base = block * wordsPerBlock;
    let window = ((fold[bytes[start] as number] as number) << 8) | (fold[bytes[start + 1] as number] as number);
    for (let i = start + 2; i < end; i++) {
      window = ((window << 8) & 0xffffff) | (fold[bytes[i] as number] as number);
      const bit = Math.imul(window, 0x9e3779b1) >>> hashShift;
      const word = base + (bit >>> 5);
      words[word] = (words[word] as number) | (1 << (bit & 31));
    }
  }

  /** Adds a text that is not in the bytes of the event as it is. */
  addText(block: number, text: string): void {
    if (text.length > shortText) {
      const bytes = encoder.encode(text);
      this.add(block, bytes, 0, bytes.length);
    } else this.add(block, textBytes, 0, encoder.encodeInto(text, textBytes).written);
  }

  /** Adds one token, a hash of 32 bits. */
  addToken(block: number, token: number): void {
    const bit = Math.imul(token, 0x9e3779b1) >>> hashShift;
    const word = block * wordsPerBlock + (bit >>> 5);
    this.#words[word] = (this.#words[word] as number) | (1 << (bit & 31));
  }

  /** Whether the block may hold what the bits of {@link textBits} and {@link tokenBit} stand for. */
  mayHold(block: number, bits: readonly number[]): boolean {
    const base = block * wordsPerBlock;
    for (const bit of bits) if (((this.#words[base + (bit >>> 5)] as number) & (1 << (bit & 31))) === 0) return false;
    return true;
  }
}

/** The bits of a text: of each sequence of three of its bytes that are ASCII. A shorter text has none. */
export function textBits(text: string): number[] {
  const bytes = encoder.encode(text);
  const bits = new Set<number>();
  for (let i = 0; i + 2 < bytes.length; i++) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    // other letters may be written in another case, with other bytes
    if (a >= 0x80 || b >= 0x80 || c >= 0x80) continue;
    const window = ((fold[a] as number) << 16) | ((fold[b] as number) << 8) | (fold[c] as number);
    bits.add(Math.imul(window, 0x9e3779b1) >>> hashShift);
  }
  return [...bits];
}

export const tokenBit = (token: number): number => Math.imul(token, 0x9e3779b1) >>> hashShift;

/** A token for an attribute with a value that is no text, or a very short one. ASCII letters count without case. */
export function attributeToken(key: Uint8Array, keyStart: number, keyEnd: number, value: string): number {
  let hash = 0x811c9dc5;
  for (let i = keyStart; i < keyEnd; i++) hash = Math.imul(hash ^ (key[i] as number), 0x01000193);
  hash = Math.imul(hash ^ 0x3d, 0x01000193);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    hash = Math.imul(hash ^ (code < 256 ? (fold[code] as number) : code), 0x01000193);
  }
  return hash;
}

/** Whether `bytes` hold the ASCII text `needle`, which must be in lower case, in either case. */
export function holdsText(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  const first = needle[0] as number;
  const last = end - needle.length;
  next: for (let i = start; i <= last; i++) {
    if (fold[bytes[i] as number] !== first) continue;
    for (let j = 1; j < needle.length; j++) if (fold[bytes[i + j] as number] !== needle[j]) continue next;
    return true;
  }
  return false;
}
