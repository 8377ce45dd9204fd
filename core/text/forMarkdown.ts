import { escapeControlCharacters, shorten } from "./escapeControl.ts";

/**
 * What Markdown, and HTML inside of it, gives a meaning to: marks anywhere, marks that begin a line, and what makes a link
 * of a bare address.
 */
const markup = /[\\`*_[\]<>&~|$]|^[#+=-]|(?<=^\d+)[.)]|:(?=\/\/)|(?<=\bwww)\.|@|(?<=\b(?:mailto|xmpp)):/gi;

/** Text of others on one line of Markdown: it shows as it is. */
export const forMarkdown = (text: string): string =>
  escapeControlCharacters(text)
    .trimStart()
    .replace(markup, (mark) => `\\${mark}`);

/** A name of others as code in Markdown. Backticks, which would end it, become apostrophes. */
export const codeSpan = (text: string, longest = 80): string => `\`${insideCode(text, longest)}\``;

/** What {@link codeSpan} has between its backticks, at most `longest` characters. */
export const insideCode = (text: string, longest = 80): string =>
  shorten(escapeControlCharacters(text).replaceAll("`", "'"), longest);
