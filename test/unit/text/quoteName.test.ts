import { expect, test } from "vitest";
import { quoteName } from "../../../core/text/quoteName.ts";

test.each([
  ["siem", '"siem"'],
  ["my siem", '"my siem"'],
  ["a\u00a0\u2003\u3000\u2800b", '"a\\u{a0}\\u{2003}\\u{3000}\\u{2800}b"'],
  ["a\nb\u202e", '"a\\nb\\u{202e}"'],
  ['siem". In clear: nothing', '"siem\\". In clear: nothing"'],
  ["x".repeat(61), `"${"x".repeat(59)}…"`],
])("The name %j stands as %s", (name, quoted) => {
  expect(quoteName(name)).toBe(quoted);
});

test("What was cut never ends with an escape of the closing quote", () => {
  for (let length = 50; length < 70; length++)
    expect(quoteName(`${"x".repeat(length)}""""""""""""`)).toMatch(/[^\\]"$/);
});
