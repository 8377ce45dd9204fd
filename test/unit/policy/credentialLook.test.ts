import { describe, expect, test } from "vitest";
import { looksLikeCredential } from "../../../core/policy/secrets/credentialLook.ts";

const key = "abcdefghij".repeat(6);

describe("What looks like a credential", () => {
  test.each([
    ["as it is", `clojars_${key}`],
    ["in capitals", `CLOJARS_${key}`],
    ["with a long s, which is an s to the pattern", `clojar\u017f_${key}`],
    ["with the Kelvin sign, which is a k to the pattern", `p\u017fcale_t\u212an_${key}`],
  ])("is one %s", (_, text) => {
    expect(looksLikeCredential(`the ${text}`)).toBe(true);
  });

  test.each(["production", "the team of Ann", `clojar_${"x".repeat(60)}`, "OTEL_KEY"])("is not %s", (text) => {
    expect(looksLikeCredential(text)).toBe(false);
  });
});
