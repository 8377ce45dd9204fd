import { expect, test } from "vitest";
import { parsePolicy } from "../../../core/policy/parsePolicy.ts";

const codesOf = (text: string) => parsePolicy(text).problems.map(({ code }) => code);

const inSecret = (pattern: string) => `version = 1\n[secrets]\nours = '${pattern}'\n`;
const inCondition = (pattern: string) => `version = 1
[destinations.siem]
receives = ["*"]
redact = { unknown = "mask" }
when = [{ any = [{ not = { attribute = "prompt", matches = '${pattern}' } }] }]
`;

test.each([
  ["a secret", inSecret],
  ["a condition", inCondition],
])("In %s a pattern that costs seconds makes the policy unusable", (_, policy) => {
  expect(codesOf(policy(String.raw`(?i)(?:\p{L}\p{N}?){1000}`))).toEqual(["policy/pattern-too-large"]);
  expect(parsePolicy(policy(String.raw`(?i)(?:\p{L}\p{N}?){1000}`)).policy).toBeUndefined();
  expect(codesOf(policy(String.raw`ours_[\w-]{50,1000}`))).toEqual([]);
});

test("A pattern longer than anybody writes is not even compiled", () => {
  expect(codesOf(inSecret("a".repeat(40_000)))).toEqual(["policy/pattern-invalid"]);
});

test("Patterns that cost too much only together are reported once, and no further one is compiled", () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `s${index} = 'ours${index}_[0-9a-f]+'`);
  const { policy, problems } = parsePolicy(`version = 1\n[secrets]\n${lines.join("\n")}\n`);
  expect(problems.map(({ code }) => code)).toEqual(["policy/too-many-patterns"]);
  expect(policy).toBeUndefined();
});
