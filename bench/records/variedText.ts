const syllables = "ka lo mi re tu sha fen dor gri plu vex nim qua zor bel hy stra wex pon cli jud ost".split(" ");
const vocabularySize = 3000;

/** Made-up words, paths and lines, so that no two outputs of tools are alike. */
export class VariedText {
  readonly #random: () => number;
  readonly #vocabulary: readonly string[];

  constructor(random: () => number) {
    this.#random = random;
    this.#vocabulary = Array.from({ length: vocabularySize }, () =>
      Array.from({ length: 2 + Math.floor(random() * 3) }, () => this.#oneOf(syllables)).join(""),
    );
  }

  words(count: number): string {
    return Array.from({ length: count }, () => this.#oneOf(this.#vocabulary)).join(" ");
  }

  path(): string {
    return `src/${this.words(1)}/${this.words(1)}${Math.floor(this.#random() * 100)}.ts`;
  }

  /** Lines as a search or a compiler prints them. */
  lines(count: number): string {
    return Array.from(
      { length: count },
      () => `${this.path()}:${Math.floor(this.#random() * 900)}: ${this.words(6)}\n`,
    ).join("");
  }

  #oneOf(choices: readonly string[]): string {
    return choices[Math.floor(this.#random() * choices.length)] as string;
  }
}
