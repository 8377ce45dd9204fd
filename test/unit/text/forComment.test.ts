import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { forComment } from "../../../core/text/forComment.ts";
import fc from "../seededCheck.ts";
import { foreignText, hidden, ordinaryTexts } from "./foreignTexts.ts";

describe("Text of others in a comment of an exported file", () => {
  test.each([
    ["one\n  two\r\nthree", "one two three"],
    ["x\u001b]0;owned\u0007", "x\\u{1b}]0;owned\\u{7}"],
    ["a\u2028key: value\u0085b", "a\\u{2028}key: value\\u{85}b"],
  ])("%j", (text, written) => {
    expect(forComment(text)).toBe(written);
  });

  test.each(ordinaryTexts)("stays as it is: %s", (text) => {
    expect(forComment(text)).toBe(text);
  });

  test("never ends the comment", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const document = parseDocument(`# ${forComment(text)}\na: 1\n`);
        expect(document.errors).toEqual([]);
        expect(document.toJS()).toEqual({ a: 1 });
        expect(forComment(text)).not.toMatch(hidden);
      }),
    );
  });
});
