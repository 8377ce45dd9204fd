import { expect, test } from "vitest";
import { forModalDetail } from "../../../core/text/forModalDetail.ts";
import fc from "../seededCheck.ts";
import { foreignText, hidden, ordinaryTexts } from "./foreignTexts.ts";

test.each([...ordinaryTexts, "$(get-key)", "[a](command:x)", "One.\n\nTwo."])("Stays as it is: %s", (text) => {
  expect(forModalDetail(text)).toBe(text);
});

test("Has nothing that hides but the line feeds, which are ours", () => {
  expect(forModalDetail("a\u202eb\r\u001b[31m")).toBe("a\\u{202e}b\\r\\u{1b}[31m");
  fc.assert(
    fc.property(foreignText, (text) => {
      expect(forModalDetail(text).replaceAll("\n", "")).not.toMatch(hidden);
    }),
  );
});
