import { literalPattern } from "../../core/text/literalPattern.ts";

/** Characters that a name goes on with: `/home/me` is no part of `/home/me2`. */
const endOfName = "(?![\\p{L}\\p{N}_-])";

/**
 * A function that writes `~` for a person's home folder wherever a text has it: with slashes or backslashes, single or
 * doubled as in JSON, and as part of a URL. On Windows in any case.
 */
export function homeAsTilde(home: string): (text: string) => string {
  const names = home.split(/[\\/]+/).filter((name) => name !== "");
  if (names.length === 0) return (text) => text;
  const isWindows = /^[A-Za-z]:/.test(home);
  const [first = "", ...others] = names.map(nameInText);
  const start = isWindows ? first : `[\\\\/]${first}`;
  const pattern = new RegExp([start, ...others].join("[\\\\/]+") + endOfName, isWindows ? "giu" : "gu");
  return (text) => text.replace(pattern, "~");
}

/** A name as it is, or with what a URL escapes in it. */
function nameInText(name: string): string {
  const encoded = encodeURIComponent(name);
  const forms = [...new Set([name, encodeURI(name), encoded])].map(literalPattern);
  return `(?:${forms.join("|")})`;
}
