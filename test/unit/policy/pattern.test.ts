import { expect, test } from "vitest";
import { compilePattern, type Pattern } from "../../../core/policy/pattern.ts";

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
