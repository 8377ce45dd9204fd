const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Characters that do not show, or that change how others show: controls, format characters (direction overrides,
 * zero-width ones, variation selectors in which text can hide), line and paragraph separators, and halves of surrogate
 * pairs that stand alone.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|[\u{e0100}-\u{e01ef}]/gu;

function escaped(character: string): string {
  return named[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

/** Text from telemetry as it may be shown on one line: what would not show, or would mislead, is written as an escape. */
export function escapeControlCharacters(text: string): string {
  return text.replace(unseen, escaped);
}

/** At most `length` characters (code points), an ellipsis in place of what was cut. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
