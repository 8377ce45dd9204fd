/**
 * About how long a text conditions give an answer for sure, in bytes of UTF-8, which every target of an export can count;
 * `Infinity` where they always do.
 */
export interface AnsweredTexts {
  /** For the patterns that conditions try on an attribute: all of them together, and never a longer text. */
  readonly patterns: number;
  /** For the policy's secrets. A longer text gets an answer too where nothing in it looks like one of its own. */
  readonly secrets: number;
}
