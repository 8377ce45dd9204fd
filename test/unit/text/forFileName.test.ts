import { describe, expect, test } from "vitest";
import { forFileName } from "../../../core/text/forFileName.ts";
import fc from "../seededCheck.ts";
import { foreignText } from "./foreignTexts.ts";

describe("A name of others in the name of a file", () => {
  test.each([
    ["0199a1b2-7f", "0199a1b2-7f"],
    ["../../etc/passwd", "etc_passwd"],
    ["C:\\x", "C_x"],
    ["a\u202egnp.exe", "a_gnp_exe"],
    ["日本語 Größe", "日本語_Größe"],
    ["...", "none"],
    ["", "none"],
  ])("%j", (text, name) => {
    expect(forFileName(text, "none")).toBe(name);
  });

  test("names no folder, no kind of file, and is never empty or long", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(forFileName(text, "none")).toMatch(/^[\p{L}\p{N}_-]{1,80}$/u);
      }),
    );
  });
});
