import { describe, expect, test } from "vitest";
import { escapeControlCharacters } from "../../../core/text/escapeControl.ts";
import { codeSpan, forMarkdown } from "../../../core/text/forMarkdown.ts";
import fc from "../seededCheck.ts";
import { foreignText, hidden, ordinaryTexts } from "./foreignTexts.ts";
import { readMarkdown } from "./readMarkdown.ts";

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
    expect(readMarkdown(forMarkdown(text)).text).toBe(text);
  });

  test("is nothing but text, however it is put together", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const markdown = forMarkdown(text);
        const { types, text: shown } = readMarkdown(markdown);
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
        const { types } = readMarkdown(`- ${codeSpan(text)}: rest`);
        for (const type of ["link_open", "image", "html_inline", "strong_open", "s_open"])
          expect(types).not.toContain(type);
        expect(types).toContain("code_inline");
        expect(codeSpan(text)).not.toMatch(hidden);
      }),
    );
  });
});
