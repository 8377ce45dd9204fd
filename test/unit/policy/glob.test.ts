import { expect, test } from "vitest";
import { compileGlob } from "../../../core/policy/patterns/glob.ts";

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
