import type { OffsetRange } from "./range.ts";

/**
 * True between the two code units of one character, or of a CRLF: there editors have no cursor, and LSP no position
 * ("character" counts up to the line end; LSP 3.17, Position).
 */
export function isInsideCharacter(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  if (before === 13) return after === 10;
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

/** The range, made wider where it begins or ends inside of a character or a CRLF. */
export function wholeCharacters(text: string, { start, end }: OffsetRange): OffsetRange {
  return {
    start: isInsideCharacter(text, start) ? start - 1 : start,
    end: isInsideCharacter(text, end) ? end + 1 : end,
  };
}
