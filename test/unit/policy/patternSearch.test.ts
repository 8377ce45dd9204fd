import { describe, expect, test } from "vitest";
import { conditionsOf } from "../../../core/policy/model/detectionConditions.ts";
import { ownPatterns } from "../../../core/policy/model/ownPatterns.ts";
import { compilePattern, type Pattern } from "../../../core/policy/patterns/pattern.ts";
import { PatternFilter } from "../../../core/policy/patterns/patternFilter.ts";
import { PatternSearch } from "../../../core/policy/patterns/patternSearch.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import fc from "../seededCheck.ts";

const compiled = (source: string): Pattern => {
  const pattern = compilePattern(source);
  if (typeof pattern === "string") throw new Error(pattern);
  return pattern;
};

/** Patterns that note which texts the engine was given. */
function observed(sources: readonly string[]) {
  const asked: string[] = [];
  const patterns = sources.map((source): Pattern => {
    const pattern = compiled(source);
    return {
      ...{ source, instructions: pattern.instructions, literals: pattern.literals, replaceAll: pattern.replaceAll },
      ...{ matchesEmptyText: pattern.matchesEmptyText, shortestMatch: pattern.shortestMatch },
      occursIn(text) {
        asked.push(source);
        return pattern.occursIn(text);
      },
    };
  });
  const search = new PatternSearch();
  return { asked, tests: patterns.map((pattern) => search.occurring(pattern)) };
}

describe("Many patterns are asked of one text", () => {
  test("and only those are tried of which a piece occurs in it, in any case of its letters", () => {
    const { asked, tests } = observed(["rm -[rf]+", "(?i)drop\\s+table", "[0-9]+", "mkfs"]);
    expect(tests.map((occurs) => occurs("sudo DROP  TABLE users"))).toEqual([false, true, false, false]);
    expect(asked).toEqual(["(?i)drop\\s+table", "[0-9]+"]);
  });

  test("and the answers are those of each pattern alone, whatever the texts and in whatever order", () => {
    const part = fc.constantFrom(
      "rm",
      "drop",
      "a|b",
      "[ab]c",
      "(?i)KEY",
      "x?y",
      "\\bgit",
      "a{2}",
      "é",
      "^b",
      "(ab|cd)",
    );
    const source = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
    const piece = fc.constantFrom("rm", "DROP", "a", "b", "c", "key", "Kelvin", "\u212aey", "y", "git", " ", "é", "cd");
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(
        fc.array(source, { minLength: 1, maxLength: 6 }),
        fc.array(text, { maxLength: 6 }),
        (sources, texts) => {
          const patterns = sources.map(compiled);
          const search = new PatternSearch();
          const tests = patterns.map((pattern) => search.occurring(pattern));
          for (const asked of texts)
            expect(tests.map((occurs) => occurs(asked))).toEqual(patterns.map((pattern) => pattern.occursIn(asked)));
        },
      ),
    );
  });

  test("and one that comes later is looked for as well", () => {
    const search = new PatternSearch();
    const first = search.occurring(compiled("mkfs"));
    expect(first("mkfs and shred")).toBe(true);
    expect(search.occurring(compiled("shred"))("mkfs and shred")).toBe(true);
    expect(first("mkfs and shred")).toBe(true);
  });
});

test("All conditions of the built-in policy have pieces that are looked for", () => {
  const sources = ownPatterns(conditionsOf(loadDefaultPolicy().detections)).map(({ source }) => source);
  expect(sources.length).toBeGreaterThan(30);
  expect(new PatternFilter(sources.map(compiled)).hasAlways).toBe(false);
});

test("Patterns that need more pieces than are looked for together are tried on every text", () => {
  const huge = compiled(`${"(a|b)".repeat(7)}${"x".repeat(500)}`);
  const filter = new PatternFilter([compiled("mkfs"), huge, compiled("shred")]);
  const present = filter.find("shred");
  expect([0, 1, 2].map((index) => filter.mayOccur(index, present))).toEqual([false, true, true]);
});
