const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Characters that do not show, or that change how others show: controls, format characters (direction overrides,
 * zero-width ones, tags), fillers and variation selectors in which text can hide, line and paragraph separators, and
 * halves of surrogate pairs that stand alone.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const emojiAtEnd = /\p{Emoji}$/u;

/** The text with each character that would not show, or would mislead, as `write` writes it. */
export function replaceUnseen(text: string, write: (character: string) => string): string {
  return text.replace(unseen, (character: string, offset: number) =>
    isEmojiStyle(character, text, offset) ? character : write(character),
  );
}

/** Whether it only says that the sign before it is shown as a picture, or as text: `✔️`. */
function isEmojiStyle(character: string, text: string, offset: number): boolean {
  return (
    (character === "\ufe0f" || character === "\ufe0e") && emojiAtEnd.test(text.slice(Math.max(0, offset - 2), offset))
  );
}

function escaped(character: string): string {
  return named[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

/**
 * Text of others as it may be shown on one line: what would not show, or would mislead, is written as an escape. A place
 * that reads markup wants more: see `forNotification`, `forModalDetail`, `forLabel`, `forMarkdown`, `forComment` and `forFileName`.
 */
export function escapeControlCharacters(text: string): string {
  return replaceUnseen(text, escaped);
}

/** As {@link escapeControlCharacters}, for text whose line feeds are ours. */
export function escapeControlCharactersInLines(text: string): string {
  return replaceUnseen(text, (character) => (character === "\n" ? character : escaped(character)));
}

/** At most `length` characters (code points), an ellipsis in place of what was cut. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
