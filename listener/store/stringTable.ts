/** Gives each text a small number. Full, it gives the last number to every further text. */
export class StringTable {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of a text, a new one if need be. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    if (number >= this.#limit) return this.#limit;
    this.#numbers.set(text, number);
    this.#texts.push(text);
    return number;
  }

  /** The number of a text that is known already. */
  find(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  /** Undefined for the number that stands for all texts that came when the table was full. */
  textOf(number: number): string | undefined {
    return this.#texts[number];
  }

  /** All texts, each at its number. */
  get texts(): readonly string[] {
    return this.#texts;
  }
}
