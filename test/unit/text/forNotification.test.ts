import { describe, expect, test } from "vitest";
import { forNotification } from "../../../core/text/forNotification.ts";
import fc from "../seededCheck.ts";
import { foreignText, hidden, ordinaryTexts } from "./foreignTexts.ts";
import { iconsIn, linksIn } from "./linkedText.ts";

describe("Text of others in a notification, a progress title or a prompt", () => {
  test.each([
    ["[Renew the key](command:x?%7B%7D)", "[Renew the key] (command:x?%7B%7D)"],
    ["[a](https://evil.example 'title') b", "[a] (https://evil.example 'title') b"],
    ["[a](FILE:///etc/passwd)", "[a] (FILE:///etc/passwd)"],
    ["[a](vscode://x)", "[a] (vscode://x)"],
    ["[a][b](command:x)(command:y)", "[a][b] (command:x)(command:y)"],
    ["$(sync~spin) $(add)", "$ (sync~spin) $ (add)"],
    ["[a]\u200b(command:x)", "[a]\\u{200b}(command:x)"],
    ["[a](\ncommand:x)", "[a](\\ncommand:x)"],
    ["calls[0](now) costs $(5 + 2)", "calls[0](now) costs $(5 + 2)"],
  ])("%j", (text, shown) => {
    expect(forNotification(text)).toBe(shown);
  });

  test.each(ordinaryTexts)("stays as it is: %s", (text) => {
    expect(forNotification(text)).toBe(text);
  });

  test("has no link, no icon and nothing that hides, however it is put together", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(linksIn(forNotification(text))).toEqual([]);
        expect(iconsIn(forNotification(text))).toEqual([]);
        expect(forNotification(text)).not.toMatch(hidden);
        expect(forNotification(forNotification(text))).toBe(forNotification(text));
      }),
    );
  });

  test("has no link where VS Code cuts it", () => {
    fc.assert(
      fc.property(foreignText, fc.nat(40), (text, length) => {
        expect(linksIn(`${forNotification(text).slice(0, length)}...`)).toEqual([]);
      }),
    );
  });
});
