import type { Pattern } from "./pattern.ts";
import { PatternFilter, type PresentPieces } from "./patternFilter.ts";

/**
 * Asks many patterns of the same texts. A text that is asked about several times in a row is looked through once for the
 * pieces that the patterns need, and only those that may occur are given to the engine.
 */
export class PatternSearch {
  readonly #patterns: Pattern[] = [];
  #filter: PatternFilter | undefined;
  #text: string | undefined;
  #present: PresentPieces;

  /** A test whether the pattern occurs anywhere in a text, as `Pattern.occursIn` tells. */
  occurring(pattern: Pattern): (text: string) => boolean {
    const index = this.#patterns.push(pattern) - 1;
    this.#filter = undefined;
    return (text) => this.#mayOccur(index, text) && pattern.occursIn(text);
  }

  #mayOccur(index: number, text: string): boolean {
    if (this.#filter === undefined) {
      this.#filter = new PatternFilter(this.#patterns);
      this.#text = undefined;
    }
    if (text !== this.#text) {
      this.#present = this.#filter.find(text);
      this.#text = text;
    }
    return this.#filter.mayOccur(index, this.#present);
  }
}
