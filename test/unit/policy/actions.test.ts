import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { truncateUtf8 } from "../../../core/policy/actions/truncate.ts";
import { evaluateFor } from "../../../core/policy/evaluate/evaluate.ts";
import fc from "../seededCheck.ts";
import { anyValue, compiled, event } from "./policyFixtures.ts";

const secret = `ghp_${"a1B2".repeat(9)}`;

/** What becomes of the attribute `prompt` under an action. */
function redacted(
  action: string,
  value: Parameters<typeof anyValue>[0],
  environment?: (name: string) => string | undefined,
) {
  const policy = compiled(
    `[classes]\nprompt = ["prompt"]
     [hashing]\nsalt_env = "SALT"
     [secrets]\ngithub_token = 'ghp_[A-Za-z0-9]{36,}'
     [destinations.d]\nreceives = ["*"]\nredact = { prompt = ${action} }`,
    environment,
  );
  const outcome = evaluateFor(policy, "d", event("codex.user_prompt", { prompt: value }));
  return { value: outcome?.redacted.attributes.get("prompt"), redactions: outcome?.redactions };
}

const entry = { attribute: "prompt", class: "prompt", rule: "destinations.d.redact.prompt" };

test("keep leaves the value and reports nothing", () => {
  expect(redacted('"keep"', "hello")).toEqual({ value: anyValue("hello"), redactions: [] });
});

test("drop takes the attribute away", () => {
  expect(redacted('"drop"', "hello")).toEqual({ value: undefined, redactions: [{ ...entry, action: "drop" }] });
});

test("mask leaves a fixed word, whatever the value was", () => {
  for (const value of ["hello", "", 5n, ["a"], null]) {
    expect(redacted('"mask"', value)).toEqual({
      value: anyValue("[REDACTED]"),
      redactions: [{ ...entry, action: "mask" }],
    });
  }
});

test("hash is the SHA-256 of salt and value in hex", () => {
  const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
  const salted = (name: string) => (name === "SALT" ? "pepper" : undefined);
  expect(redacted('"hash"', "olá").value).toEqual(anyValue(sha256("olá")));
  expect(redacted('"hash"', "olá", salted).value).toEqual(anyValue(sha256("pepperolá")));
  expect(redacted('"hash"', 42n).value).toEqual(anyValue(sha256("42")));
  expect(redacted('"hash"', { b: [1n, true], a: "x" }).value).toEqual(anyValue(sha256('{"a":"x","b":[1,true]}')));
  expect(redacted('"hash"', new Uint8Array([104, 105, 33, 63])).value).toEqual(anyValue(sha256("aGkhPw==")));
  expect(redacted('"hash"', "a").redactions).toEqual([{ ...entry, action: "hash" }]);
});

test("truncate keeps at most so many bytes and never half a character", () => {
  expect(redacted("{ truncate = 5 }", "abcdefgh").value).toEqual(anyValue("abcde"));
  expect(redacted("{ truncate = 5 }", "aé€😀").value).toEqual(anyValue("aé"));
  expect(redacted("{ truncate = 5 }", "abcde")).toEqual({ value: anyValue("abcde"), redactions: [] });
  expect(redacted("{ truncate = 0 }", "abc").value).toEqual(anyValue(""));
  expect(redacted("{ truncate = 5 }", "abcdefgh").redactions).toEqual([{ ...entry, action: "truncate" }]);
});

test("truncate cannot be escaped by sending a list or a map", () => {
  expect(redacted("{ truncate = 6 }", ["long text in a list"]).value).toEqual(anyValue('["long'));
  expect(redacted("{ truncate = 60 }", ["short"]).value).toEqual(anyValue('["short"]'));
  expect(redacted("{ truncate = 2 }", 123n).value).toEqual(anyValue("12"));
});

test("A secret in a value that is kept is replaced, counted and named", () => {
  expect(redacted('"keep"', `use ${secret} and ${secret}`)).toEqual({
    value: anyValue("use [SECRET:github_token] and [SECRET:github_token]"),
    redactions: [{ ...entry, action: "secrets", rule: "secrets.github_token", secrets: { github_token: 2 } }],
  });
});

test("A secret is replaced before the value is cut, so that no part of it stays", () => {
  expect(redacted("{ truncate = 30 }", `use ${secret} please, and much more`)).toEqual({
    value: anyValue("use [SECRET:github_token] plea"),
    redactions: [{ ...entry, action: "truncate", secrets: { github_token: 1 } }],
  });
  expect(redacted("{ truncate = 10 }", `use ${secret}`).value).toEqual(anyValue("use [SECRE"));
});

test("Any text cut to any length is its own longest beginning that fits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), fc.nat(60), (text, bytes) => {
      const cut = truncateUtf8(text, bytes);
      expect(text.startsWith(cut)).toBe(true);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
      const next = text.codePointAt(cut.length);
      if (next === undefined) expect(cut).toBe(text);
      else expect(Buffer.byteLength(cut + String.fromCodePoint(next))).toBeGreaterThan(bytes);
    }),
  );
});
