/**
 * So many steps may a policy's own patterns need for one value, at the most: the number of its characters times the
 * instructions of those that are tried. That is a second or two of a thread that receives for everybody, where a pattern is
 * made for it, and a few milliseconds with patterns as people write them. 1 MB with 100 instructions is within it.
 */
export const mostSteps = 100_000_000;

/** Why a pattern was not tried. */
export const tooLongForPatterns = "the value is too long for the policy's own patterns";

/**
 * So often may each character be read for what a search through a text was counted as: the engine looks at most of them some
 * times, at what stands around them as well.
 */
const readsOfCharacter = 8;

/** What a character read once more counts at the least: to start a search costs more than to go on with one. */
const leastForReadAgain = 32;

/** Counts the steps for one value. */
export class StepMeter {
  #left = mostSteps;

  /** False when there are no more steps left: then the value is not looked at any further. */
  take(characters: number, instructions: number): boolean {
    this.#left -= characters * instructions;
    return this.#left >= 0;
  }

  /** What may still be read of a text for which `take` was asked: what is read over and over again counts each time. */
  readsOf(characters: number, instructions: number): (characters: number) => boolean {
    let included = characters * readsOfCharacter;
    return (read) => {
      included -= read;
      return included >= 0 || this.take(read, Math.max(instructions, leastForReadAgain));
    };
  }
}
