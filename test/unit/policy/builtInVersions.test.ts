import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultPolicyText } from "../../../core/policy/read/defaultPolicy.ts";
import { builtInVersions, newestBuiltIn } from "../../../core/policy/read/extend/builtInVersions.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";

/**
 * The SHA-256 of each version. A line of a version that was released is never changed: who extends it relies on it. To change
 * the built-in policy after a release, copy `policies/default.toml` to `policies/built-in-N.toml`, list it in
 * `builtInVersions` under its number, give the new text the next one, and add a line here.
 */
const released: Readonly<Record<string, string>> = {
  "built-in@1": "b794dd2c4a242133f23a8d73f086ce1495b5b674ffe679281bbce83b856ece80",
};

test("A released version of the built-in policy never changes", () => {
  const hashes = builtInVersions.map(({ name, text }) => [name, createHash("sha256").update(text).digest("hex")]);
  expect(Object.fromEntries(hashes)).toEqual(released);
});

test("Each version is a file of its own in the folder policies, under its number", () => {
  expect(builtInVersions.map(({ name }) => name)).toEqual(builtInVersions.map((_, index) => `built-in@${index + 1}`));
  expect(builtInVersions.at(-1)).toBe(newestBuiltIn);
  expect(newestBuiltIn.text).toBe(defaultPolicyText);
  for (const { name, file, text } of builtInVersions) {
    expect(file).toBe(name === newestBuiltIn.name ? "default.toml" : `${name.replace("@", "-")}.toml`);
    expect(readFileSync(join(import.meta.dirname, "../../../policies", file), "utf8")).toBe(text);
  }
});

test("Each version can be extended as it is", () => {
  for (const { name, text } of builtInVersions) {
    const { policy, problems } = parsePolicy(`version = 1\nextends = "${name}"\n`);
    expect(problems).toEqual([]);
    expect(policy).toEqual(parsePolicy(text).policy);
  }
});
