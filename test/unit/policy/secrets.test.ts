import { expect, test } from "vitest";
import type { AnyValue } from "../../../core/otlp/anyValue.ts";
import { compilePolicy } from "../../../core/policy/compilePolicy.ts";
import { loadDefaultPolicy } from "../../../core/policy/defaultPolicy.ts";
import { compilePattern } from "../../../core/policy/pattern.ts";
import fc from "../seededCheck.ts";
import { harmless, planted, plantedInContext } from "./plantedSecrets.ts";
import { anyValue, compiled, textIn } from "./policyFixtures.ts";

const { tools } = compilePolicy(loadDefaultPolicy());
const scan = (text: string) => {
  const { value, secrets } = tools.withoutSecrets(anyValue(text));
  return { text: textIn(value), secrets };
};

const all = [
  ...Object.entries(planted).map(([name, { text, secret }]) => ({ name, text, secret })),
  ...Object.entries(plantedInContext).flatMap(([name, samples]) => samples.map((sample) => ({ name, ...sample }))),
];

test.each(all)("$name is found and named in: $text", ({ name, text, secret }) => {
  const found = scan(text);
  expect(found.secrets).toEqual({ [name]: 1 });
  expect(found.text).toContain(`[SECRET:${name}]`);
  expect(found.text).not.toContain(secret);
});

test("Every secret rule of the built-in policy has such a sample", () => {
  const sampled = new Set(all.map(({ name }) => name));
  expect(loadDefaultPolicy().secrets.filter(({ name }) => !sampled.has(name))).toEqual([]);
});

const surroundings: Readonly<Record<string, (text: string) => string>> = {
  "JSON in a string": (text) => JSON.stringify({ cmd: `echo ${text}`, workdir: "/tmp" }),
  "JSON in JSON in a string": (text) => JSON.stringify({ input: JSON.stringify({ cmd: `x\n${text}\ny` }) }),
  "the output of a command": (text) => `Chunk ID: b72bef\nWall time: 0.1\nOutput:\nfirst\n${text}\nlast\n`,
  "the middle of a line": (text) => `see,${text}, or not`,
  "a patch": (text) => `*** Update File: .env\n@@\n-old\n+${text}\n`,
  quotes: (text) => `print("${text}")`,
};

test.each(
  Object.entries(planted).flatMap(([name, { text, secret }]) =>
    Object.keys(surroundings).map((surrounding) => ({ name, text, secret, surrounding })),
  ),
)("$name is found in $surrounding", ({ text, secret, surrounding }) => {
  expect(scan(surroundings[surrounding]?.(text) ?? "").text).not.toContain(secret);
});

test.each(
  Object.entries(plantedInContext).flatMap(([name, samples]) =>
    samples.flatMap(({ text, secret }) =>
      ["JSON in a string", "JSON in JSON in a string", "the output of a command"].map((surrounding) => ({
        name,
        text,
        secret,
        surrounding,
      })),
    ),
  ),
)("$name is found in $surrounding: $text", ({ text, secret, surrounding }) => {
  expect(scan(surroundings[surrounding]?.(text) ?? "").text).not.toContain(secret);
});

test.each(Object.entries(planted))("JSON around a %s stays JSON", (_, { text }) => {
  const cleaned = scan(JSON.stringify({ cmd: `echo ${text}`, after: 1 })).text;
  expect(JSON.parse(cleaned)).toMatchObject({ after: 1 });
});

test.each(harmless)("Nothing is taken out of: %s", (text) => {
  expect(scan(text)).toEqual({ text, secrets: undefined });
});

test("Several secrets in one text are counted by name", () => {
  const { github_token: github, npm_token: npm } = planted;
  expect(scan(`${github?.text} ${npm?.text}\n${github?.text}`)).toEqual({
    text: "[SECRET:github_token] [SECRET:npm_token]\n[SECRET:github_token]",
    secrets: { github_token: 2, npm_token: 1 },
  });
});

test("Text without a secret is handed back as it came", () => {
  const value = anyValue("a long and harmless text ".repeat(50));
  expect(tools.withoutSecrets(value).value).toBe(value);
});

test("Secrets nested in lists, maps, keys of maps and bytes are found", () => {
  const secret = planted.github_token?.text ?? "";
  const value = anyValue([
    1n,
    { list: ["a", `x ${secret}`], [secret]: true },
    new TextEncoder().encode(`\u00ff ${secret}`),
  ]);
  const { value: cleaned, secrets } = tools.withoutSecrets(value);
  expect(textIn(cleaned)).not.toContain(secret);
  expect(secrets).toEqual({ github_token: 3 });
  expect(cleaned).toMatchObject({
    kind: "array",
    value: [{ kind: "int", value: 1n }, { kind: "map" }, { kind: "bytes" }],
  });
});

test("What is nested too deep to be looked at is not let through", () => {
  let value: AnyValue = anyValue(planted.github_token?.text ?? "");
  for (let i = 0; i < 5000; i++) value = { kind: "array", value: [value] };
  expect(JSON.stringify(tools.withoutSecrets(value).value)).not.toContain("ghp");
});

test("Secrets are replaced one rule after the other, in the order of the policy", () => {
  const policy = compiled("[secrets]\nfirst = 'a+'\nsecond = 'SECRET:first|b'");
  expect(policy.tools.withoutSecrets(anyValue("aab"))).toEqual({
    value: anyValue("[[SECRET:second]][SECRET:second]"),
    secrets: { first: 1, second: 2 },
  });
});

test("Looking first for what a match needs changes nothing in what is found", () => {
  const patterns = loadDefaultPolicy().secrets.map(({ name, pattern }) => ({ name, pattern: compilePattern(pattern) }));
  const plainly = (text: string) =>
    patterns.reduce((left, { name, pattern }) => {
      if (typeof pattern === "string") throw new Error(pattern);
      return pattern.replaceAll(left, `[SECRET:${name}]`).text;
    }, text);
  const pieces = all.flatMap(({ text }) => [text, text.toUpperCase(), text.slice(0, text.length / 2)]);
  const piece = fc.constantFrom(...pieces, " ", "\n", '"', "\\n", "=", ": ", "$", "\u212a", "\u017f", "é");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (parts) => {
      expect(scan(parts.join("")).text).toBe(plainly(parts.join("")));
    }),
    { numRuns: 500 },
  );
});

test.each([
  "password=",
  "a://b:c ",
  "-----BEGIN PRIVATE KEY-----",
  "token='",
  "eyJaaaaaaaaaaaa.",
  "-u a:",
  "authorization: ",
  '"secret" : "',
])("A long text made of nothing but %s is answered, not chewed on", (piece) => {
  expect(scan(piece.repeat(200_000 / piece.length)).text).toEqual(expect.any(String));
});
