export const isBlank = (character: string | undefined) => character === " " || character === "\t";
export const isLineEnd = (character: string | undefined) =>
  character === "\n" || character === "\r" || character === undefined;

/** Behind the line end that follows `offset`. */
export function nextLine(text: string, offset: number): number {
  const at = lineEnd(text, offset);
  return text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : Math.min(at + 1, text.length);
}

/** Where the line ends that an offset is in. */
export function lineEnd(text: string, offset: number): number {
  for (let at = offset; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

/** Behind the blanks at an offset. */
export function behindBlanks(text: string, offset: number): number {
  let at = offset;
  while (isBlank(text[at])) at++;
  return at;
}

/** Where a string ends, and whether its quotes do. */
export interface StringEnd {
  readonly end: number;
  readonly closed: boolean;
}

/** Where the string that starts at `offset` ends; one that is not closed ends with its line. */
export function stringEnd(text: string, offset: number): StringEnd {
  const quote = text[offset] ?? "";
  const triple = quote.repeat(3);
  if (text.startsWith(triple, offset)) {
    for (let at = offset + 3; at < text.length; at++) {
      if (quote === '"' && text[at] === "\\") at++;
      else if (text.startsWith(triple, at)) {
        let end = at + 3;
        while (text[end] === quote && end < at + 5) end++;
        return { end, closed: true };
      }
    }
    return { end: text.length, closed: false };
  }
  for (let at = offset + 1; ; at++) {
    if (isLineEnd(text[at])) return { end: at, closed: false };
    if (quote === '"' && text[at] === "\\" && !isLineEnd(text[at + 1])) at++;
    else if (text[at] === quote) return { end: at + 1, closed: true };
  }
}
