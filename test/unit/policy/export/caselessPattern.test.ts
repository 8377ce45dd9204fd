import { expect, test } from "vitest";
import { lowerCase } from "../../../../core/policy/evaluate/lowerCase.ts";
import { caselessPattern } from "../../../../core/policy/export/caselessPattern.ts";
import { compilePattern } from "../../../../core/policy/patterns/pattern.ts";

test.each(["yes", "Kiss", "ΣΊΣΥΦΟΣ", "ſ", "İstanbul", "straße", "a.b*c", "[x]", "ᾳ", ""])(
  "A pattern for %j matches the texts that are the same in lower case",
  (text) => {
    const pattern = compilePattern(caselessPattern(text));
    if (typeof pattern === "string") throw new Error(pattern);
    for (const other of [
      text,
      text.toUpperCase(),
      text.toLowerCase(),
      `${text}x`,
      text.replaceAll("s", "ſ"),
      "yeſ",
      "kiſs",
    ])
      expect(pattern.occursIn(other), other).toBe(lowerCase(other) === lowerCase(text));
  },
);

test("A pattern for a letter matches every letter that it is the small one of, and no other", () => {
  const bySmall = new Map<string, string[]>();
  for (let code = 0; code < 0x11_0000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const letter = String.fromCodePoint(code);
    const small = lowerCase(letter);
    if (small !== letter) bySmall.set(small, [...(bySmall.get(small) ?? []), letter]);
  }
  expect(bySmall.size).toBeGreaterThan(1000);
  for (const [small, capitals] of bySmall) {
    const letters = /^\\A\[(.*)\]\\z$/u.exec(caselessPattern(small))?.[1] ?? "";
    expect([...letters].sort(), small).toEqual([small, ...capitals].sort());
  }
});
