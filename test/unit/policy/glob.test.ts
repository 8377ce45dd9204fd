import { expect, test } from "vitest";
import { compileGlob } from "../../../core/policy/patterns/glob.ts";
import fc from "../seededCheck.ts";

test.each([
  ["prompt", "prompt"],
  ["codex.*", "codex.user_prompt"],
  ["codex.*", "codex."],
  ["*", ""],
  ["*_token_count", "input_token_count"],
  ["gen_ai.*.tokens", "gen_ai.usage.input.tokens"],
  ["user.i?", "user.id"],
  ["a*b*c", "aXbXbXc"],
  ["?x", "😀x"],
  ["*??", "a😀"],
  ["?*?", "😀é"],
  ["*a*", "bab"],
])("%s names %s", (glob, name) => {
  expect(compileGlob(glob).matches(name)).toBe(true);
});

test.each([
  ["prompt", "prompt_length"],
  ["prompt", "Prompt"],
  ["codex.*", "codexx.user_prompt"],
  ["*_token_count", "token_counts"],
  ["user.i?", "user.i"],
  ["a*b*c", "aXbXbX"],
  ["a.c", "abc"],
  ["??x", "😀x"],
  ["*??", "😀"],
  ["?*?", "😀"],
])("%s does not name %s", (glob, name) => {
  expect(compileGlob(glob).matches(name)).toBe(false);
});

test("A glob full of stars and a long name don't explode", () => {
  expect(compileGlob(`${"*a".repeat(20)}b`).matches("a".repeat(5000))).toBe(false);
});

const letters = fc.constantFrom("a", "b", "?", "*", "😀", "é");
const textOf = (parts: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(parts, { maxLength }).map((all) => all.join(""));

test("A glob names what the regular expression of the same meaning matches", () => {
  const long = fc.tuple(textOf(letters, 12), fc.constantFrom(1, 10, 40)).map(([text, times]) => text.repeat(times));
  const names = fc
    .tuple(textOf(fc.constantFrom("a", "b", "😀", "é", "aaaa"), 12), fc.constantFrom(1, 10, 40))
    .map(([text, times]) => text.repeat(times));
  fc.assert(
    fc.property(long, names, fc.nat(), (glob, free, cut) => {
      const written = [...glob].map((one) => (one === "*" ? "[^]*" : one === "?" ? "[^]" : one)).join("");
      const filled = [...glob].map((one) => (one === "*" ? "ab" : one === "?" ? "😀" : one));
      const named = filled.filter((_, at) => at !== cut % (2 * filled.length + 1)).join("");
      for (const name of [free, named])
        if (!/(?:\[\^\]\*.*){4}/.test(written) || name.length < 60)
          expect(compileGlob(glob).matches(name), `${glob} for ${name}`).toBe(
            new RegExp(`^${written}$`, "u").test(name),
          );
    }),
    { numRuns: 1000 },
  );
});
