import { expect, test } from "vitest";
import { printableJson } from "../../../core/text/printableJson.ts";
import fc from "../seededCheck.ts";

test.each([
  ["an escape sequence", "\u001b[31m", '"\\u001b[31m"'],
  ["a C1 control, which terminals obey as well", "\u009b31m", '"\\u009b31m"'],
  ["delete", "a\u007f", '"a\\u007f"'],
  ["a direction override", "\u202egnp.exe", '"\\u202egnp.exe"'],
  ["a zero-width space", "a\u200bb", '"a\\u200bb"'],
  ["a line separator", "a\u2028b", '"a\\u2028b"'],
  ["a tag character outside of the first plane", "\u{e0041}", '"\\udb40\\udc41"'],
  ["ordinary text, also of other scripts", "grüße ✓ 日本 🎉", '"grüße ✓ 日本 🎉"'],
])("%s", (_, text, expected) => {
  expect(printableJson(text)).toBe(expected);
});

test("Indented JSON keeps its lines", () => {
  expect(printableJson({ a: ["x\ny"] }, 2)).toBe('{\n  "a": [\n    "x\\ny"\n  ]\n}');
});

test("Whatever the value, it is the same when it is read, and shows all it has", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = printableJson(value);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});
