const slots = 8192;
const longest = 64;

/**
 * Turns UTF-8 bytes into text. Short texts that come again and again, such as names and identifiers, are decoded once and
 * are then the same string. The memory is bounded: a newer text takes the slot of an older one.
 */
export class InternedText {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #texts: string[] = new Array(slots).fill("");
  readonly #bytes: (Uint8Array | undefined)[] = new Array(slots).fill(undefined);

  /** The text of `bytes` from `start` to before `end`; what is not UTF-8 becomes U+FFFD. */
  read(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return "";
    if (length > longest) return this.#decoder.decode(bytes.subarray(start, end));
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    const slot = (hash >>> 0) % slots;
    const known = this.#bytes[slot];
    if (known !== undefined && known.length === length && isSame(known, bytes, start))
      return this.#texts[slot] as string;
    // of a Buffer, `slice` would be a view that keeps all of the request
    const copy = new Uint8Array(bytes.subarray(start, end));
    const text = this.#decoder.decode(copy);
    this.#bytes[slot] = copy;
    this.#texts[slot] = text;
    return text;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}
