import { describe, expect, test } from "vitest";
import { choice, literal, placeholder, plainText } from "../../../../core/toml/language/snippetText.ts";
import fc from "../../seededCheck.ts";

describe("The text that a snippet inserts when nobody fills it in", () => {
  test("has the first choice, the placeholder's text, and nothing for empty tab stops", () => {
    expect(plainText(`a = ${choice(1, ["x, y", "z"])} ${placeholder(2, "b")}$0 \${3}`)).toBe("a = x, y b ");
  });
  test("keeps any text that was put in literally", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        expect(plainText(literal(text))).toBe(text);
        expect(plainText(placeholder(1, text))).toBe(text);
        expect(plainText(choice(1, [text, other]))).toBe(text);
      }),
    );
  });
});
