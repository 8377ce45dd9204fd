import { escapeControlCharacters, shorten } from "./escapeControl.ts";

/** What is read of a sentence, in UTF-16 units: more than is shown of it, however much of it is escaped. */
const longestRead = 8000;

/** Nothing is to be done about most sentences. */
const short = /^[\x20-\x7e]{0,200}$/;

/** A sentence that may name what is in the file: on one line, and without the middle of a name that goes on and on. */
export function shownSentence(sentence: string): string {
  if (short.test(sentence)) return sentence;
  const words = escapeControlCharacters(shorten(sentence, longestRead)).replace(/\S{201,}/gu, (word) =>
    shorten(word, 200),
  );
  return shorten(words, 2000);
}
