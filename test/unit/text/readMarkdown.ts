import { createRequire } from "node:module";

interface Token {
  readonly type: string;
  readonly content: string;
  readonly children: readonly Token[] | null;
}
type MarkdownIt = new (options: object) => { parse(text: string, environment: object): readonly Token[] };
const Markdown: MarkdownIt = createRequire(import.meta.url)("markdown-it");
/** As generous as a reader can be: HTML counts, and a bare address is a link. */
const reader = new Markdown({ html: true, linkify: true });

/** What the Markdown is made of, and what is read of it. */
export function readMarkdown(markdown: string): { readonly types: readonly string[]; readonly text: string } {
  const tokens = reader.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const shown = tokens.filter(({ type }) => ["text", "text_special", "code_inline"].includes(type));
  return { types: [...new Set(tokens.map(({ type }) => type))], text: shown.map(({ content }) => content).join("") };
}
