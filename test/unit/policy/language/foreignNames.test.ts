import { expect, test } from "vitest";
import { diagnosePolicy } from "../../../../core/policy/language/check/diagnosePolicy.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";
import { hidden } from "../../text/foreignTexts.ts";

test("Diagnostics of a policy and their fixes show what hides in its names", () => {
  const name = "x\\u001b[2J\\u202e\\u200b\\n";
  const found = diagnosePolicy(
    parseToml(
      `version = 1\n[classes]\n"c${name}" = ["a${name}"]\n[destinations."d${name}"]\nsignals = ["s${name}"]\nrecieves${"e".repeat(300)} = 1\nredact = { "n${name}" = "drop", prompt = "p${name}" }\n`,
    ),
  );
  expect(found.some(({ message }) => message.includes("\\u{1b}"))).toBe(true);
  for (const { message, fixes } of found)
    for (const text of [message, ...fixes.map(({ title }) => title)]) {
      expect(text).not.toMatch(hidden);
      expect(text).not.toMatch(/\S{201}/);
    }
});
