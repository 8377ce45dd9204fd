import { escapeControlCharacters, shorten } from "./escapeControl.ts";

/** Blanks that are not the usual one, and the Braille pattern that looks like one. */
const unusualBlank = /[\p{Zs}\u2800]/gu;

/** As {@link escapeControlCharacters}, and each blank but the usual one is written as an escape too. */
export const escapeBlanks = (text: string): string =>
  escapeControlCharacters(text).replace(unusualBlank, (blank) =>
    blank === " " ? blank : `\\u{${blank.codePointAt(0)?.toString(16)}}`,
  );

/**
 * A name that somebody else has chosen, so that it cannot be read as words of ours: in quotes, on one line, without blanks
 * that fill a line, and with at most `length` characters between the quotes.
 */
export const quoteName = (name: string, length = 60): string =>
  `"${shorten(escapeBlanks(name).replaceAll('"', '\\"'), length)}"`;
