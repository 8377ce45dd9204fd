import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { replaceInOnePass } from "../../../core/policy/patterns/onePassReplace.ts";
import { compilePattern } from "../../../core/policy/patterns/pattern.ts";
import { type PatternProgram, programOf } from "../../../core/policy/patterns/patternProgram.ts";
import { builtInSecrets } from "../../../core/policy/read/builtInSecrets.ts";
import fc from "../seededCheck.ts";
import { planted } from "./plantedSecrets.ts";

function both(source: string) {
  const pattern = compilePattern(source);
  if (typeof pattern === "string") throw new Error(`${source}: ${pattern}`);
  const program = programOf(RE2JS.compile(source)) as PatternProgram;
  return { pattern, program };
}

const letters = ["a", "b", "x", "_", "1", " ", "\n", "-", "A", "é", "ſ", "K", "😀", "\ud83d", "\ude00"];
const texts = fc.array(fc.constantFrom(...letters), { maxLength: 24 }).map((parts) => parts.join(""));

const atom = fc.constantFrom(
  ...["a", "b", "x", "1", "_", ".", "(?s:.)", "[ab]", "[^a]", "\\w", "\\s", "\\b", "\\B", "^", "$", "(?m:^)", "(?m:$)"],
  ...["\\A", "\\z", "(?i:k)", "(?i:s)", "é", "😀", "[^\\x00-\\x7f]", "\\pL", "(?:)"],
);
const { pattern: patterns } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4 },
    atom,
    fc
      .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{2,}?"))
      .map(([inner, times]) => `(?:${inner})${times}`),
    tie("pattern").map((inner) => `(${inner})`),
  ),
  pattern: fc.oneof(
    { maxDepth: 4 },
    tie("part"),
    fc.array(tie("part"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")),
    fc.array(tie("part"), { minLength: 2, maxLength: 3 }).map((parts) => parts.join("|")),
  ),
}));

describe("What is replaced in one pass", () => {
  test("is what the engine replaces, whatever the pattern and the text", () => {
    fc.assert(
      fc.property(patterns, fc.array(texts, { minLength: 1, maxLength: 4 }), (source, some) => {
        const { pattern, program } = both(source);
        for (const text of some)
          expect(replaceInOnePass(program, text, "<>"), text).toEqual(pattern.replaceAll(text, "<>"));
      }),
      { numRuns: 3000 },
    );
  });

  test("is what the engine replaces of each built-in secret", () => {
    const text = Object.values(planted)
      .map((one) => `before ${one.text} behind\n`)
      .join("");
    for (const { name, pattern: source } of builtInSecrets()) {
      const { pattern, program } = both(source);
      const mark = `[SECRET:${name}]`;
      expect(replaceInOnePass(program, text, mark), name).toEqual(pattern.replaceAll(text, mark));
    }
  });

  test("costs as much again when the text is as long again, where the engine reads the rest of it each time", () => {
    const { pattern, program } = both("a(?:[^x]*x)?");
    let asked = 0;
    const counted = {
      ...program,
      instructions: program.instructions.map((one) =>
        one.kind === "read" ? { ...one, reads: (codePoint: number) => ++asked > 0 && one.reads(codePoint) } : one,
      ),
    };
    const askedFor = (length: number) => {
      asked = 0;
      expect(replaceInOnePass(counted, "a".repeat(length), "-").text).toBe("-".repeat(length));
      return asked;
    };
    expect(askedFor(20_000) / askedFor(10_000)).toBeCloseTo(2, 1);
    expect(askedFor(10_000)).toBeLessThanOrEqual(10_000 * pattern.instructions);
  });
});

test.each([
  ["a", 1],
  ["ghp_[A-Za-z0-9]{36,}", 40],
  ["(?:ab|c)d?", 1],
  ["a*", 0],
  ["(?i)key\\s*=\\s*\\S{6,}", 10],
  ["[^\\x00-\\x{10FFFF}]", Number.POSITIVE_INFINITY],
])("The shortest text that %s matches has %d characters", (source, length) => {
  expect(both(source).pattern.shortestMatch).toBe(length);
});
