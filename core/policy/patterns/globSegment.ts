/** What is searched for by its text: longer, or with `?`, it is searched for character by character. */
const longestSearched = 64;
const wordBits = 32;

/** A run of a glob between its stars: characters, and `?` for any one of them. */
export class GlobSegment {
  readonly #text: string;
  readonly #characters: readonly string[];
  readonly #isLiteral: boolean;
  #masks: Masks | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#characters = [...text];
    this.#isLiteral = !text.includes("?");
  }

  /** Where it ends when it begins at an offset; undefined when it does not fit there. */
  endAt(name: string, offset: number): number | undefined {
    if (this.#isLiteral) return name.startsWith(this.#text, offset) ? offset + this.#text.length : undefined;
    let at = offset;
    for (const wanted of this.#characters) {
      const found = characterAt(name, at);
      if (found === "" || (wanted !== "?" && wanted !== found)) return undefined;
      at += found.length;
    }
    return at;
  }

  /** Where it begins when it ends with the name; undefined when it does not fit there. */
  startBeforeEnd(name: string): number | undefined {
    let start = name.length;
    for (let count = this.#characters.length; count > 0; count--) {
      if (start === 0) return undefined;
      start -= isLowSurrogate(name, start - 1) && isHighSurrogate(name, start - 2) ? 2 : 1;
    }
    return this.endAt(name, start) === name.length ? start : undefined;
  }

  /** The end of the first place from an offset on where it fits; undefined when there is none. Linear in the name. */
  endOfFirst(name: string, offset: number): number | undefined {
    if (this.#isLiteral && this.#text.length <= longestSearched) {
      const found = name.indexOf(this.#text, offset);
      return found < 0 ? undefined : found + this.#text.length;
    }
    this.#masks ??= masksOf(this.#characters);
    return firstEnd(this.#masks, name, offset);
  }
}

const isLowSurrogate = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
const isHighSurrogate = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800;

/** The code point there; empty behind the end. */
function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** For each character the places of a segment where it may stand, as bits. */
interface Masks {
  readonly words: number;
  readonly lastBit: number;
  readonly byCode: ReadonlyMap<number, Int32Array>;
  /** For characters that the segment does not name: the places of `?`. */
  readonly others: Int32Array;
}

function masksOf(characters: readonly string[]): Masks {
  const words = Math.ceil(characters.length / wordBits);
  const others = new Int32Array(words);
  const set = (mask: Int32Array, place: number) => {
    const word = Math.floor(place / wordBits);
    mask[word] = (mask[word] ?? 0) | (1 << (place % wordBits));
  };
  for (const [place, character] of characters.entries()) if (character === "?") set(others, place);
  const byCode = new Map<number, Int32Array>();
  for (const [place, character] of characters.entries()) {
    const code = character.codePointAt(0) ?? 0;
    const mask = byCode.get(code) ?? others.slice();
    set(mask, place);
    byCode.set(code, mask);
  }
  return { words, lastBit: 1 << ((characters.length - 1) % wordBits), byCode, others };
}

/** Shift-And (Baeza-Yates and Gonnet, 1992): the bits say how much of the segment fits before a place of the name. */
function firstEnd({ words, lastBit, byCode, others }: Masks, name: string, offset: number): number | undefined {
  const state = new Int32Array(words);
  for (let at = offset; at < name.length; ) {
    const code = name.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    const mask = byCode.get(code) ?? others;
    let carry = 1;
    for (let word = 0; word < words; word++) {
      const bits = state[word] ?? 0;
      state[word] = ((bits << 1) | carry) & (mask[word] ?? 0);
      carry = bits >>> 31;
    }
    if (((state[words - 1] ?? 0) & lastBit) !== 0) return at;
  }
  return undefined;
}
