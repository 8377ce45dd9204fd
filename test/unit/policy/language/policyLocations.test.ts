import { expect, test } from "vitest";
import { looksLikePolicy } from "../../../../core/policy/language/looksLikePolicy.ts";
import { isBuiltInPolicy, isPolicyPath } from "../../../../core/policy/language/policyLocations.ts";
import { defaultPolicyText } from "../../../../core/policy/read/defaultPolicy.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

test.each([
  ["/home/dev/otel-policy.toml", true],
  ["/home/dev/team.otel-policy.toml", true],
  ["C:\\work\\otel-policy.toml", true],
  ["otel-policy.toml", true],
  ["/home/dev/my-otel-policy.toml", false],
  ["/home/dev/otel-policy.toml.bak", false],
  ["/home/dev/.otel-policy.toml", false],
  ["/home/dev/policy.toml", false],
])("%s is a policy by its name: %s", (path, expected) => expect(isPolicyPath(path)).toBe(expected));

test("The built-in policy is known by its place and by how it begins", () => {
  expect(isBuiltInPolicy("/home/ada/policies/default.toml", () => defaultPolicyText)).toBe(true);
  expect(isBuiltInPolicy("C:\\x\\policies\\default.toml", () => defaultPolicyText)).toBe(true);
  expect(isBuiltInPolicy("/home/ada/policies/default.toml", () => "[package]\n")).toBe(false);
  expect(isBuiltInPolicy("/home/ada/default.toml", () => defaultPolicyText)).toBe(false);
});

test("A file of another name is known by tables that only a policy has", () => {
  expect(looksLikePolicy(parseToml("[classes]\n[destinations.x]\n"))).toBe(true);
  expect(looksLikePolicy(parseToml("[otel]\n[classes]\n[destinations.x]\n"))).toBe(false);
  expect(looksLikePolicy(parseToml("[classes]\n"))).toBe(false);
  expect(looksLikePolicy(parseToml('extends = "built-in@1"\n'))).toBe(true);
  expect(looksLikePolicy(parseToml('extends = "./base.json"\n'))).toBe(false);
});
