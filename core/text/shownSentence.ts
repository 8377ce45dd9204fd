import { escapeControlCharacters, shorten } from "./escapeControl.ts";

/** What is read of a sentence, in UTF-16 units: more than is shown of it, however much of it is escaped. */
const longestRead = 8000;

const longestWord = 200;

/** A sentence that may name what is in the file: on one line, and without the middle of a name that goes on and on. */
export function shownSentence(sentence: string): string {
  const escaped = escapeControlCharacters(shorten(sentence, longestRead));
  if (escaped.length <= longestWord) return escaped;
  return shorten(
    escaped.replace(/\S{201,}/gu, (word) => shorten(word, longestWord)),
    2000,
  );
}
