const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;

export const isBlank = (character: string | undefined) => character === " " || character === "\t";
export const isLineEnd = (character: string | undefined) =>
  character === "\n" || character === "\r" || character === undefined;

/** Where a sticky pattern ends that matches at an offset; the offset where it does not. */
export function endOf(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}

/** Behind the line end that follows `offset`. */
export function nextLine(text: string, offset: number): number {
  const at = lineEnd(text, offset);
  return text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : Math.min(at + 1, text.length);
}

/** Where the line ends that an offset is in. */
export function lineEnd(text: string, offset: number): number {
  for (let at = offset; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed || code === carriageReturn) return at;
  }
  return text.length;
}

/** Behind the blanks at an offset. */
export function behindBlanks(text: string, offset: number): number {
  let at = offset;
  for (let code = text.charCodeAt(at); code === space || code === tab; ) code = text.charCodeAt(++at);
  return at;
}
