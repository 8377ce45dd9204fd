import { PieceFinder } from "./literalSearch.ts";
import type { Pattern } from "./pattern.ts";

/** What of a filter's patterns may occur in a text: one flag for each; undefined when no piece of any of them occurs. */
export type PresentPieces = Uint8Array | undefined;

/**
 * Pieces of text that are looked for together have at most so many characters: the table has a row for each. The built-in
 * policy's secrets have 3,000. What a policy has beyond them is tried on every text.
 */
const mostCharacters = 16_384;

/**
 * Tells in one pass over a text which of many patterns may occur in it, by the pieces that a match cannot do without. It
 * never decides a match.
 */
export class PatternFilter {
  readonly #finder: PieceFinder;
  /** Whether a pattern has to be tried on every text. */
  readonly #always: readonly boolean[];
  /** Whether there is such a pattern. */
  readonly hasAlways: boolean;

  /** `more` are pieces of the caller's own (lower-case ASCII), whose flag stands behind those of the patterns. */
  constructor(patterns: readonly Pattern[], more?: readonly string[]) {
    let room = mostCharacters;
    const pieces = patterns.map(({ literals }): readonly string[] => {
      if (literals?.every(PieceFinder.isFindable) !== true) return [];
      const characters = literals.reduce((sum, { length }) => sum + length, 0);
      if (characters > room) return [];
      room -= characters;
      return literals;
    });
    this.#always = pieces.map(({ length }) => length === 0);
    this.hasAlways = this.#always.includes(true);
    this.#finder = new PieceFinder(more === undefined ? pieces : [...pieces, more]);
  }

  find(text: string): PresentPieces {
    return this.#finder.find(text);
  }

  /** Whether the pattern of this number has to be tried on the text in which these pieces were found. */
  mayOccur(index: number, present: PresentPieces): boolean {
    return present?.[index] === 1 || this.#always[index] !== false;
  }
}
