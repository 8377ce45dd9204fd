/** Text inside a snippet in the syntax of LSP, with what has a meaning there escaped. */
export const literal = (text: string): string => text.replace(/[\\$}]/g, "\\$&");

/** A tab stop with a text that is selected when it is reached. */
export const placeholder = (index: number, text: string): string => `\${${index}:${literal(text)}}`;

/** A tab stop that offers several texts; the first is inserted. */
export const choice = (index: number, texts: readonly string[]): string =>
  `\${${index}|${texts.map((text) => text.replace(/[\\,|$}]/g, "\\$&")).join(",")}|}`;

/** The text that a snippet inserts when nobody fills it in: for clients without snippets. */
export function plainText(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|((?:\\.|[^\\|])*)\|\}/g, (_match, texts: string) => /^(?:\\.|[^\\,])*/.exec(texts)?.[0] ?? "")
    .replace(/\$\{\d+:((?:\\.|[^\\}])*)\}/g, "$1")
    .replace(/(^|[^\\])\$(?:\d+|\{\d+\})/g, "$1")
    .replace(/\\([\\$},|])/g, "$1");
}
