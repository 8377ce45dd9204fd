import { expect, test } from "vitest";
import { compilePattern, type Pattern } from "../../../core/policy/patterns/pattern.ts";

function pattern(source: string): Pattern {
  const compiled = compilePattern(source);
  if (typeof compiled === "string") throw new Error(compiled);
  return compiled;
}

test("Replaces every occurrence and counts them", () => {
  expect(pattern("a+").replaceAll("aabacd", "$1")).toEqual({ text: "$1b$1cd", count: 2 });
  expect(pattern("x").replaceAll("abc", "y")).toEqual({ text: "abc", count: 0 });
});

test("An empty match replaces nothing", () => {
  expect(pattern("x*").replaceAll("axb", "-")).toEqual({ text: "a-b", count: 1 });
});

test.each(["(", "(?=lookahead)", "(?<!behind)x", "\\1", "a**", "[z-a]"])(
  "Refuses %s, which RE2 does not know",
  (source) => {
    expect(compilePattern(source)).toEqual(expect.any(String));
  },
);

test("A pattern that would take a backtracking engine years answers at once", () => {
  expect(pattern("(?:a+)+$").occursIn(`${"a".repeat(5000)}b`)).toBe(false);
});

test("A search that goes on to the end of the text after each occurrence finds the same where it may not read on", () => {
  const restarting = pattern("a(?:[^x]*x)?");
  const text = `${"a".repeat(500)}x${"a".repeat(500)}`;
  const found = restarting.replaceAll(text, "-");
  expect(found).toEqual({ text: "-".repeat(501), count: 501 });
  for (const most of [0, 1, 100, 10_000, Number.POSITIVE_INFINITY])
    expect(restarting.replaceAll(text, "-", most)).toEqual(found);
});

test("How much may be read changes nothing in what is found", () => {
  const texts = ["", "aabacd", "x😀yaa\ud83d", "aXbxa", "ours_1 ours_22", "é ours_x".repeat(5000)];
  for (const source of ["a+", "ours_\\w+", "\\bours_", "(?i)x|zz|ab", "[^a]b?$", "😀.", "(?m)^a"])
    for (const text of texts)
      for (const most of [0, 8 * text.length, Number.POSITIVE_INFINITY])
        expect(pattern(source).replaceAll(text, "$1", most)).toEqual(pattern(source).replaceAll(text, "$1"));
});
