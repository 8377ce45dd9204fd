import { expect, test } from "vitest";
import { losesWriting } from "../../../core/diagnostics/keeping.ts";
import { countedTokens, tokensOf } from "../../../core/diagnostics/writtenTokens.ts";
import fc from "../seededCheck.ts";

const asOnePattern =
  /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|#[^\r\n]*|[\r\n]+|[=,[\]{}]|[^\s"'#=,[\]{}]+|["']/g;

const pieces = ["a", "b.", ".", " ", "=", ",", "\n", "\r\n", "[", "]", "{", "}", '"', "'", '"""', "'''", "\\", '\\"'];
const written = fc
  .array(fc.constantFrom(...pieces, "# c", "é", "\u2028", 'k = "v"', "x = \n"), { maxLength: 16 })
  .map((parts) => parts.join(""));

test("Tokens are those that one pattern finds, with strings that are closed and strings that are not", () => {
  fc.assert(
    fc.property(written, (text) => {
      expect(tokensOf(text)).toEqual(text.match(asOnePattern) ?? []);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["a key with a value does not count", "a = 1", ["=", "1"]],
  ["a key without one does", 'a = ""\nb = 1', ["a", "=", '""', "\n", "=", "1"]],
  ["a dotted key in pieces is one key", "a . b. c = 1", ["=", "1"]],
  ["a key of braces that hold something does not", "{ a = { b = 1 } }", ["{", "=", "{", "=", "1", "}", "}"]],
])("%s", (_, text, counted) => {
  expect(countedTokens(tokensOf(text))).toEqual(counted);
});

test("A comment with a bracket in it is nothing that a header has below it", () => {
  const lost = (text: string) => losesWriting(text, [{ range: { start: 0, end: text.length }, newText: "" }]);
  expect(lost("[a] # [b")).toBe(true);
  expect(lost("[]")).toBe(false);
});
