/**
 * Control characters, and the marks that turn or hide text (Unicode's bidirectional and zero-width controls): what a
 * hostile name would need to look like another one.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** Shows invisible characters as `\u{1b}`; line breaks stay. */
export const plainText = (text: string): string => text.replace(unsafe, escaped);

/** The same for text of one line: line breaks are shown as well. */
export const plainLine = (text: string): string => plainText(text).replaceAll("\n", "\\n");
