import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern } from "../../../core/policy/patterns/pattern.ts";
import { requiredLiterals } from "../../../core/policy/patterns/requiredLiterals.ts";

test.each([
  ["ghp_[A-Z]+", ["ghp_"]],
  ["(?:ghp_|gho_)[A-Z]+", ["ghp_", "gho_"]],
  ["(?i)(?:PassWord|pwd)=.+", ["password=", "pwd="]],
  ["ab?cde", ["cde"]],
  ["abc+de", ["abc"]],
  ["(?:ab)?cd", ["cd"]],
  ["(?:abc){2,}x", ["abc"]],
  ["a\\.b\\+c", ["a.b+c"]],
  ["x[^]a]yz", ["yz"]],
  ["x[[:alpha:]\\]]yz", ["yz"]],
  ["(?P<name>abc)\\d", ["abc"]],
  ["one|two", ["one", "two"]],
  ["[[:a]yz", ["yz"]],
  ["[[:a]yz|one", ["yz", "one"]],
  ["\\x41b(?:\\x27|=)c", ["ab'c", "ab=c"]],
])("Every match of %s contains one of %j", (pattern, pieces) => {
  expect(requiredLiterals(pattern)).toEqual(pieces);
});

test.each(["[0-9]+", "abc|[0-9]", "a?b?c?", "(?:abc)*", "abc|", "\\x{41}bcdef", "\\Qa|b\\Eccc", ".", "[+-[:]|yz:]ab"])(
  "Nothing is demanded by %s, so it is always tried",
  (pattern) => {
    expect(requiredLiterals(pattern)).toBeUndefined();
  },
);

describe("Whatever the pattern is, reading it ends", () => {
  test("all short ones", () => {
    const alphabet = [..."[]():^\\-{}?|a"];
    let patterns = [""];
    for (let length = 1; length <= 4; length++) {
      patterns = patterns.flatMap((before) => alphabet.map((character) => before + character));
      for (const pattern of patterns) requiredLiterals(pattern);
    }
    expect(patterns).toHaveLength(alphabet.length ** 4);
  });

  test("random ones", () => {
    const characters = [..."[]():^\\-{}?*+|,.aPp0\n"];
    const pattern = fc.array(fc.constantFrom(...characters), { maxLength: 24 }).map((one) => one.join(""));
    fc.assert(
      fc.property(pattern, (one) => {
        requiredLiterals(one);
      }),
      { numRuns: 20_000 },
    );
  });
});

test("A text that a random pattern matches contains one of the pieces", () => {
  const parts = [
    "[",
    "]",
    "[:",
    ":]",
    "[:alpha:]",
    "(",
    ")",
    "|",
    "-",
    "^",
    "a",
    "bc",
    "?",
    "+",
    "{2}",
    "\\]",
    "\\d",
    ":",
  ];
  const texts = fc.array(fc.constantFrom(..."abc[]:-^d1"), { maxLength: 8 }).map((one) => one.join(""));
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...parts), { maxLength: 10 }),
      fc.array(texts, { maxLength: 8 }),
      (all, some) => {
        const compiled = compilePattern(all.join(""));
        if (typeof compiled === "string" || compiled.literals === undefined) return;
        for (const text of some.filter((one) => compiled.occursIn(one)))
          expect(compiled.literals.some((piece) => text.toLowerCase().includes(piece))).toBe(true);
      },
    ),
    { numRuns: 10_000 },
  );
});
