import { escapeControlCharacters, shorten } from "./escapeControl.ts";

/** A sentence that may name what is in a file: on one line, and without the middle of a name that goes on and on. */
export function shownSentence(sentence: string): string {
  const words = escapeControlCharacters(sentence).replace(/\S{201,}/gu, (word) => shorten(word, 200));
  return shorten(words, 2000);
}
