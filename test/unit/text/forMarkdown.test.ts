import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { escapeControlCharacters } from "../../../core/text/escapeControl.ts";
import { codeSpan, forMarkdown } from "../../../core/text/forMarkdown.ts";
import fc from "../seededCheck.ts";
import { foreignText, hidden, ordinaryTexts } from "./foreignTexts.ts";

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
function read(markdown: string): { readonly types: readonly string[]; readonly text: string } {
  const tokens = reader.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const shown = tokens.filter(({ type }) => ["text", "text_special", "code_inline"].includes(type));
  return { types: [...new Set(tokens.map(({ type }) => type))], text: shown.map(({ content }) => content).join("") };
}

describe("Text of others in Markdown", () => {
  test.each([
    "[a](command:x) ![a](https://evil.example/a.png) [a][b] [a]: https://evil.example",
    "<b onclick=x> &lt; <https://evil.example> <!-- a -->",
    "https://evil.example www.evil.example a@evil.example mailto:a@evil.example",
    "# a",
    "- a",
    "+ a",
    "1. a",
    "2) a",
    "> a",
    "---",
    "***",
    "~~~",
    "```sh",
    "**a** _b_ ~~c~~ `d`",
    "| a | b |",
    ...ordinaryTexts,
  ])("is read as it is: %s", (text) => {
    expect(read(forMarkdown(text)).text).toBe(text);
  });

  test("is nothing but text, however it is put together", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const markdown = forMarkdown(text);
        const { types, text: shown } = read(markdown);
        for (const type of types)
          expect(["paragraph_open", "inline", "text", "text_special", "paragraph_close"]).toContain(type);
        expect(shown).toBe(escapeControlCharacters(text).trim());
        expect(markdown).not.toMatch(hidden);
      }),
    );
  });

  test("is nothing but code in a code span", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        fc.pre(text.trim() !== "");
        const { types } = read(`- ${codeSpan(text)}: rest`);
        for (const type of ["link_open", "image", "html_inline", "strong_open", "s_open"])
          expect(types).not.toContain(type);
        expect(types).toContain("code_inline");
        expect(codeSpan(text)).not.toMatch(hidden);
      }),
    );
  });
});
