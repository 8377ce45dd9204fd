/** Whether so many more characters may be read. */
export type MayRead = (characters: number) => boolean;

/** Ends a search that reads more than it may. */
export class ReadTooMuch extends Error {}

/**
 * A text that counts what a search really reads of it: the engine looks at a text through these two methods alone. What one
 * search reads cannot be told from where it found something, and the engine itself cannot be stopped.
 */
export class CountedText extends String {
  readonly #text: string;
  readonly #mayRead: MayRead;

  constructor(text: string, mayRead: MayRead) {
    super(text);
    this.#text = text;
    this.#mayRead = mayRead;
  }

  count(characters: number): void {
    if (!this.#mayRead(characters)) throw new ReadTooMuch();
  }

  override charCodeAt(index: number): number {
    this.count(1);
    return this.#text.charCodeAt(index);
  }

  override indexOf(searched: string, from = 0): number {
    const found = this.#text.indexOf(searched, from);
    this.count((found < 0 ? this.#text.length : found) - from + 1);
    return found;
  }
}
