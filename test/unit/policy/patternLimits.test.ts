import { expect, test } from "vitest";
import { compilePattern } from "../../../core/policy/patterns/pattern.ts";
import { estimatedInstructions } from "../../../core/policy/patterns/patternSize.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";

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

test("Patterns far too large are all reported, and none of them is compiled", () => {
  const pattern = "(?:a?){1000}".repeat(150);
  const lines = Array.from({ length: 120 }, (_, index) => `s${index} = '${pattern}${index}'`);
  expect(codesOf(`version = 1\n[secrets]\n${lines.join("\n")}\n`)).toEqual(lines.map(() => "policy/pattern-too-large"));
});

test("Patterns that are compiled and found too large count as well, until no further one is compiled", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `s${index} = '(?:ab?c?){1000}${index}'`);
  const problems = codesOf(`version = 1\n[secrets]\n${lines.join("\n")}\n`);
  expect(new Set(problems)).toEqual(new Set(["policy/pattern-too-large"]));
  expect(problems.length).toBeGreaterThan(2);
  expect(problems.length).toBeLessThan(20);
});

test.each([
  "abc",
  "(?:a?){1000}",
  "(?:(?:ab){10}c?){10,20}",
  "(?i)(?:\\p{L}\\p{N}?){100}",
  "ours_[\\w-]{50,1000}",
  "(a|b|c){500}",
  "(?:ab|cd|){200}",
  "[[:alpha:]\\]]{3,}?x{0}",
  "\\x{41}{20}[^]a]",
  "\\Qa{100}|\\E",
  "(?P<name>^a$){7}{x",
  "a{,5}",
])("The size of %s is estimated to be about what it is compiled", (source) => {
  const compiled = compilePattern(source);
  if (typeof compiled === "string") throw new Error(compiled);
  const factor = (estimatedInstructions(source) + 5) / (compiled.instructions + 5);
  expect(factor).toBeGreaterThan(0.4);
  expect(factor).toBeLessThan(2.5);
});

test("What is repeated within what is repeated counts so often, whatever is written between", () => {
  expect(estimatedInstructions(`${"(?:".repeat(200)}a${"){1000}".repeat(200)}`)).toBe(Infinity);
  expect(estimatedInstructions("[+-[:alpha:](?:a?){1000}]")).toBeGreaterThan(1000);
  expect(estimatedInstructions("((((((a){9}")).toBeGreaterThan(9);
  expect(estimatedInstructions(")))a|)")).toBeGreaterThan(0);
});

test.each(["[B-\\x{1e940}]", "\\p{L}"])("Classes that take long to compile count as well: %s", (part) => {
  const policy = (times: number, patterns: number) =>
    `version = 1\n[secrets]\n${Array.from({ length: patterns }, (_, index) => `s${index} = '(?i)${part.repeat(times)}(${index}'`).join("\n")}\n`;
  expect(codesOf(policy(10, 2))).toEqual(["policy/pattern-invalid", "policy/pattern-invalid"]);
  expect(codesOf(policy(50, 1000)).length).toBeLessThan(100);
});
