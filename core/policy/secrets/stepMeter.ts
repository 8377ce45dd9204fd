/**
 * So many steps may a policy's own patterns need for one value, at the most: the number of its characters times the
 * instructions of those that are tried. That is a second or two of a thread that receives for everybody, where a pattern is
 * made for it, and a few milliseconds with patterns as people write them. 1 MB with 100 instructions is within it.
 */
export const mostSteps = 100_000_000;

/** Where few instructions are tried on many characters, the characters themselves take the time. */
export const mostCharacters: number = 4 * 1024 * 1024;

/** Why a pattern was not tried. */
export const tooLongForPatterns = "the value is too long for the policy's own patterns";

/**
 * So often may each character be read by a search through a text, before what is asked is done in another way that reads
 * none again: the engine looks at most of them some times, at what stands around them as well.
 */
export const readsOfCharacter = 8;

/** Counts the steps for one value. */
export class StepMeter {
  #left = mostSteps;

  /** False when there are no more steps left: then the value is not looked at any further. */
  take(characters: number, instructions: number): boolean {
    this.#left -= characters * instructions;
    return this.#left >= 0 && (instructions === 0 || characters <= mostCharacters);
  }
}
