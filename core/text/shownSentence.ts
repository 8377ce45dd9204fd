import { escapeControlCharacters, shorten } from "./escapeControl.ts";

/** What is read of a sentence, in UTF-16 units: more than is shown of it, however much of it is escaped. */
const longestRead = 8000;

/** Nothing is to be done about most sentences. */
const plain = /^[\x20-\x7e]{0,200}$/;
const longestWord = 200;

/** A sentence that may name what is in the file: on one line, and without the middle of a name that goes on and on. */
export function shownSentence(sentence: string): string {
  if (plain.test(sentence)) return sentence;
  const escaped = escapeControlCharacters(shorten(sentence, longestRead));
  if (escaped.length <= longestWord) return escaped;
  return shorten(
    escaped.replace(/\S{201,}/gu, (word) => shorten(word, longestWord)),
    2000,
  );
}
