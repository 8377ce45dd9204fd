/** A string as its text, or where it is no TOML 1.1: both with offsets from its opening quote. */
export type DecodedString =
  | {
      readonly value: string /** The first escape that TOML 1.0 does not have. */;
      readonly version11: number | undefined;
    }
  | { readonly offset: number; readonly message: string };

const named: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\u001b",
  '"': '"',
  "\\": "\\",
};
const characterEscape = /\\(?:([btnfre"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2}))/y;
const lineEndEscape = /\\[ \t]*(?:\r\n?|\n)[ \t\r\n]*/y;
const control = /[^\P{Cc}\t\r\n\u0080-\u009f]/u;

/**
 * Decodes a TOML string, given with its quotes, which must be those that close it. The result is that of
 * toml-eslint-parser, which holds no more than some 120,000 characters; messages and line ends, too.
 */
export function decodeString(text: string): DecodedString {
  const quote = text.charAt(0);
  const multiLine = text.length >= 6 && text.startsWith(quote.repeat(3));
  const edge = multiLine ? 3 : 1;
  const begin = multiLine ? edge + (/^\r?\n|^\r/.exec(text.slice(edge, edge + 2))?.[0].length ?? 0) : edge;
  const end = text.length - edge;
  const controlAt = text.search(control);
  const parts: string[] = [];
  let version11: number | undefined;
  let at = begin;
  for (;;) {
    const backslash = quote === '"' ? text.indexOf("\\", at) : -1;
    const stop = backslash < 0 || backslash >= end ? end : backslash;
    if (controlAt >= 0 && controlAt < stop)
      return { offset: controlAt, message: "Control characters (codes < 0x1f and 0x7f) are not allowed" };
    parts.push(text.slice(at, stop).replace(/\r\n?/g, "\n"));
    if (stop === end) break;
    const read = readEscape(text, stop, multiLine);
    if ("message" in read) return read;
    if (read.isVersion11) version11 ??= stop;
    parts.push(read.text);
    at = read.end;
  }
  return { value: parts.join(""), version11 };
}

type Escape =
  | { readonly text: string; readonly end: number; readonly isVersion11: boolean }
  | { readonly offset: number; readonly message: string };

function readEscape(text: string, offset: number, multiLine: boolean): Escape {
  characterEscape.lastIndex = offset;
  const found = characterEscape.exec(text);
  if (found !== null) {
    const [written, letter, ...digits] = found;
    const end = offset + written.length;
    const isVersion11 = letter === "e" || written[1] === "x";
    if (letter !== undefined) return { text: named[letter] ?? "", end, isVersion11 };
    const code = Number.parseInt(digits.find((one) => one !== undefined) ?? "", 16);
    const isScalar = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    if (isScalar) return { text: String.fromCodePoint(code), end, isVersion11 };
    return { offset, message: `Invalid code point ${written.slice(2)}` };
  }
  lineEndEscape.lastIndex = offset;
  if (multiLine && lineEndEscape.test(text)) return { text: "", end: lineEndEscape.lastIndex, isVersion11: false };
  return { offset: offset + 1, message: "Invalid character in escape sequence" };
}
