/** A character of a text, and where it stands, which may be more than one place when it is escaped. */
interface Token {
  readonly character: string;
  readonly start: number;
  readonly end: number;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** How JSON, URLs and HTML escape a character, and a line end as JSON and URLs write it; each may be escaped again. */
const escaped =
  /\\{1,8}(?:u([0-9a-f]{4})|x([0-9a-f]{2})|[nrt])|%(?:25){0,8}([0-9a-f]{2})|&#x([0-9a-f]{1,6});|&#([0-9]{1,7});|&(amp|lt|gt|quot|apos);/iy;
const letterOrDigit = /[\p{L}\p{N}]/u;

/**
 * A text by its letters and digits alone, in lower case, without accents, full-width and bold ones as plain ones, and with
 * escapes undone: what is left is the same however the text was escaped or broken up.
 */
export class LooseText {
  readonly #tokens: readonly Token[];
  /** The tokens that are letters or digits. */
  readonly #counted: readonly number[];
  readonly letters: string;

  constructor(text: string, undo = true) {
    const tokens = tokensOf(text, undo);
    const counted: number[] = [];
    let letters = "";
    for (const [index, { character }] of tokens.entries()) {
      const lower = character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
      if (lower.length !== 1 || !letterOrDigit.test(lower)) continue;
      counted.push(index);
      letters += lower;
    }
    this.#tokens = tokens;
    this.#counted = counted;
    this.letters = letters;
  }

  /** Where the letters stand in the text; with what is around them as long as it belongs to it. */
  placeOf(index: number, length: number, belongs: Surroundings): readonly [start: number, end: number] {
    let first = this.#counted[index] ?? 0;
    let last = this.#counted[index + length - 1] ?? first;
    for (let i = 1; this.#tokens[first - 1] && belongs.before(this.#character(first - 1), i); i++) first--;
    for (let i = 0; this.#tokens[last + 1] && belongs.after(this.#character(last + 1), i); i++) last++;
    return [this.#tokens[first]?.start ?? 0, this.#tokens[last]?.end ?? 0];
  }

  /** Where a letter stands in the text. */
  startOf(index: number): number {
    return this.#tokens[this.#counted[index] ?? 0]?.start ?? 0;
  }

  #character(index: number): string {
    return this.#tokens[index]?.character ?? "";
  }
}

/** Whether a character belongs to what was found: how far before it (from 1) or behind it (from 0) it stands. */
export interface Surroundings {
  before(character: string, distance: number): boolean;
  after(character: string, distance: number): boolean;
}

function tokensOf(text: string, undo: boolean): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const first = String.fromCodePoint(text.codePointAt(at) ?? 0);
    escaped.lastIndex = at;
    const match = undo && (first === "\\" || first === "%" || first === "&") ? escaped.exec(text) : null;
    const end = at + (match?.[0].length ?? first.length);
    tokens.push({ character: match === null ? first : unescaped(match), start: at, end });
    at = end;
  }
  return tokens;
}

function unescaped([, unit, byte, percent, hexadecimal, decimal, name]: RegExpExecArray): string {
  if (name !== undefined) return entities[name.toLowerCase()] ?? "";
  const code = Number.parseInt(
    unit ?? byte ?? percent ?? hexadecimal ?? decimal ?? "a",
    decimal === undefined ? 16 : 10,
  );
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
