/** Ends a search that reads more than it may. */
export class ReadTooMuch extends Error {}

/**
 * A text that counts what a search really reads of it: the engine looks at a text through these two methods alone. What one
 * search reads cannot be told from where it found something, and the engine itself cannot be stopped.
 */
export class CountedText extends String {
  readonly #text: string;
  #left: number;

  constructor(text: string, mostRead: number) {
    super(text);
    this.#text = text;
    this.#left = mostRead;
  }

  #count(characters: number): void {
    this.#left -= characters;
    if (this.#left < 0) throw new ReadTooMuch();
  }

  override charCodeAt(index: number): number {
    this.#count(1);
    return this.#text.charCodeAt(index);
  }

  override indexOf(searched: string, from = 0): number {
    const found = this.#text.indexOf(searched, from);
    this.#count((found < 0 ? this.#text.length : found) - from + 1);
    return found;
  }
}
