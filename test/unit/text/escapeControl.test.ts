import { describe, expect, test } from "vitest";
import { escapeControlCharacters, escapeControlCharactersInLines } from "../../../core/text/escapeControl.ts";
import fc from "../seededCheck.ts";
import { foreignText, hidden, ordinaryTexts } from "./foreignTexts.ts";

describe("Text of others on one line", () => {
  test.each([
    ["a\u001b]0;owned\u0007", "a\\u{1b}]0;owned\\u{7}"],
    ["\u009b2J\u007f", "\\u{9b}2J\\u{7f}"],
    ["one\r\ntwo\tthree", "one\\r\\ntwo\\tthree"],
    ["\u202egnp.exe\u2066\u2069\u200e\u200f\u061c", "\\u{202e}gnp.exe\\u{2066}\\u{2069}\\u{200e}\\u{200f}\\u{61c}"],
    ["a\u200bb\u200c\u200d\u2060\ufeffc", "a\\u{200b}b\\u{200c}\\u{200d}\\u{2060}\\u{feff}c"],
    ["\u{e0001}\u{e0041}", "\\u{e0001}\\u{e0041}"],
    ["\u2028\u2029\u0085", "\\u{2028}\\u{2029}\\u{85}"],
    ["a\u034f\u115f\u3164\uffa0\u180b", "a\\u{34f}\\u{115f}\\u{3164}\\u{ffa0}\\u{180b}"],
    ["\ud800x", "\\u{d800}x"],
    // variation selectors carry text behind a letter, and only choose a picture behind an emoji
    ["a\ufe0f\ufe01 ✔\ufe0f\ufe0f ✔\ufe01", "a\\u{fe0f}\\u{fe01} ✔\ufe0f\\u{fe0f} ✔\\u{fe01}"],
  ])("%j", (text, shown) => {
    expect(escapeControlCharacters(text)).toBe(shown);
  });

  test.each(ordinaryTexts)("stays as it is: %s", (text) => {
    expect(escapeControlCharacters(text)).toBe(text);
  });

  test("has nothing that hides, however it is put together, and is escaped once", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const shown = escapeControlCharacters(text);
        expect(shown).not.toMatch(hidden);
        expect(escapeControlCharacters(shown)).toBe(shown);
      }),
    );
  });

  test("keeps line feeds where they are ours", () => {
    expect(escapeControlCharactersInLines("a\nb\r\u2028")).toBe("a\nb\\r\\u{2028}");
  });
});
