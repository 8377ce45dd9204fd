import { expect, test } from "vitest";
import { coversGlob, globsOverlap } from "../../../core/exposure/globLanguage.ts";
import { compileGlob } from "../../../core/policy/patterns/glob.ts";
import fc from "../seededCheck.ts";

test.each([
  ["*", "a.*", true],
  ["codex.*", "codex.tool_*", true],
  ["codex.*", "codex.*", true],
  ["a*c", "abc", true],
  ["a?c", "a😀c", true],
  ["?*", "*", false],
  ["codex.tool_*", "codex.*", false],
  ["a?", "a*", false],
  ["a*", "a?", true],
])("%s covers %s: %s", (one, other, covers) => {
  expect(coversGlob(one, other)).toBe(covers);
});

test.each([
  ["a*", "*b", true],
  ["a?", "?b", true],
  ["user.*", "resource.*", false],
  ["a*b", "a*c", false],
  ["", "*", true],
])("%s and %s overlap: %s", (one, other, overlap) => {
  expect(globsOverlap(one, other)).toBe(overlap);
});

test("Very long globs are compared by their text, to the safe side", () => {
  const long = `${"a*".repeat(5000)}`;
  expect(coversGlob(long, long)).toBe(true);
  expect(coversGlob(long, `${long}b`)).toBe(false);
  expect(globsOverlap(long, "b")).toBe(true);
});

const glob = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "😀"), maxLength: 6 });
const name = fc.string({ unit: fc.constantFrom("a", "b", "😀"), maxLength: 6 });

test("What a covered glob matches is matched by the covering one, and globs that share a name overlap", () => {
  let [covered, shared] = [0, 0];
  fc.assert(
    fc.property(glob, glob, fc.array(name, { minLength: 30, maxLength: 30 }), (one, other, names) => {
      const [first, second] = [compileGlob(one), compileGlob(other)];
      const covers = coversGlob(one, other);
      for (const text of names) {
        if (!second.matches(text)) continue;
        if (covers) covered++;
        if (covers) expect(first.matches(text)).toBe(true);
        if (first.matches(text)) shared++;
        if (first.matches(text)) expect(globsOverlap(one, other)).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
  expect(covered).toBeGreaterThan(100);
  expect(shared).toBeGreaterThan(100);
});
