const hex = (character: string) => character.charCodeAt(0).toString(16).padStart(4, "0");

/** What stands between the quotes of a JSON string. */
function jsonInside(text: string, escaped: (character: string) => string | undefined = () => undefined): string {
  return [...text].map((character) => escaped(character) ?? JSON.stringify(character).slice(1, -1)).join("");
}

/** JSON as other writers have it: each escapes characters that need not be. */
export const otherWriters: Readonly<Record<string, (text: string) => string>> = {
  ".NET": (text) =>
    `{"v":"${jsonInside(text, (character) => (character === '"' ? "\\u0022" : undefined)).replace(/[&'+<>`]/g, (one) => `\\u${hex(one).toUpperCase()}`)}"}`,
  Gson: (text) => `{"v":"${jsonInside(text).replace(/[<>&=']/g, (one) => `\\u${hex(one)}`)}"}`,
  Go: (text) => `{"v":"${jsonInside(text).replace(/[<>&]/g, (one) => `\\u${hex(one)}`)}"}`,
  PHP: (text) => `{"v":"${jsonInside(text).replaceAll("/", "\\/")}"}`,
  "a careful writer": (text) => `{"v":"${jsonInside(text).replace(/[/=+]/g, (one) => `\\u${hex(one)}`)}"}`,
};

/** What a reader of JSON or a terminal makes of it. */
export const asRead = (text: string): string =>
  text
    .replace(/\\u00([0-9a-fA-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll("\\/", "/")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal begin with one
    .replace(/\x1b\[[0-9;]*[A-Za-z]/g, "");

/** As grep colours what it found. */
export const coloured = (text: string, part: string): string =>
  text.replaceAll(part, () => `\x1b[01;31m\x1b[K${part.slice(0, 4)}\x1b[m\x1b[K${part.slice(4)}`);
