import { describe, expect, test } from "vitest";
import { forLabel } from "../../../core/text/forLabel.ts";
import fc from "../seededCheck.ts";
import { foreignText, hidden, ordinaryTexts } from "./foreignTexts.ts";
import { iconsIn, linksIn, readLabel } from "./linkedText.ts";

describe("Text of others in a row of a quick pick or in the status bar", () => {
  test.each([
    ["$(add) $(sync~spin)", "$(add) $(sync~spin)"],
    ["$(HOME)/x $$(a)", "$(HOME)/x $$(a)"],
    ["![a](https://evil.example/a.png)", "![a] (https://evil.example/a.png)"],
    ["[a][b]", "[a] [b]"],
    ["a\nb\u202e", "a\\nb\\u{202e}"],
  ])("%j", (text, read) => {
    expect(readLabel(forLabel(text))).toBe(read);
  });

  test.each(ordinaryTexts)("stays as it is: %s", (text) => {
    expect(forLabel(text)).toBe(text);
  });

  test("has no icon, no link and nothing that hides, and is escaped once", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const shown = forLabel(text);
        expect(iconsIn(shown)).toEqual([]);
        expect(linksIn(shown)).toEqual([]);
        expect(shown).not.toMatch(/\]\(/);
        expect(shown).not.toMatch(hidden);
        expect(forLabel(shown)).toBe(shown);
      }),
    );
  });
});
