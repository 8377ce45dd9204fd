import { describe, expect, test } from "vitest";
import type { AnyValue } from "../../../core/otlp/anyValue.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { compilePattern } from "../../../core/policy/patterns/pattern.ts";
import { builtInSecrets } from "../../../core/policy/read/builtInSecrets.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import fc from "../seededCheck.ts";
import { harmless, planted, plantedInContext } from "./plantedSecrets.ts";
import { anyValue, compiled, textIn } from "./policyFixtures.ts";
import { asRead, coloured, otherWriters } from "./writtenForms.ts";

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

describe("A pattern of a policy that cuts keys into pieces uncovers nothing", () => {
  const cutters = [
    ["prefixes of keys", "(?:ghp_|AKIA|sk-|xoxb-|glpat-|password|eyJ)"],
    ["the beginning of everything", "^.{4}"],
    ["single letters", "[a-z]"],
    ["what is put in place of secrets", "SECRET"],
  ] as const;
  const copies = builtInSecrets()
    .map(({ name, pattern }) => `${name} = ${JSON.stringify(pattern)}`)
    .join("\n");
  const policies = (pattern: string): readonly (readonly [string, string])[] => [
    ["beside the built-in ones", `[secrets]\nours = '${pattern}'`],
    ["in front of copies of them", `built_in_secrets = false\n[secrets]\nours = '${pattern}'\n${copies}`],
    ["under the name of one of them", `[secrets]\nprivate_key = '${pattern}'`],
  ];
  test.each(cutters.flatMap(([what, pattern]) => policies(pattern).map(([where, text]) => ({ what, where, text }))))(
    "$what, $where",
    ({ where, text }) => {
      const { policy } = parsePolicy(`version = 1\n${text}`);
      const own = compilePolicy({ ...loadDefaultPolicy(), secrets: policy?.secrets ?? [] }).tools;
      for (const { name, text, secret } of all) {
        if (name === "private_key" && where.startsWith("under")) continue;
        // what is put in its place says the same
        if (name.includes(secret.slice(-8))) continue;
        expect(textIn(own.withoutSecrets(anyValue(text)).value), name).not.toContain(secret.slice(-8));
      }
    },
  );
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

test.each(all.flatMap((one) => Object.keys(otherWriters).map((writer) => ({ ...one, writer }))))(
  "$name is found in the JSON of $writer: $text",
  ({ text, secret, writer }) => {
    const written = otherWriters[writer]?.(text) ?? "";
    expect(JSON.parse(written).v).toBe(text);
    const cleaned = scan(written).text;
    expect(asRead(cleaned)).not.toContain(secret);
    expect(Object.keys(JSON.parse(cleaned))).toEqual(["v"]);
  },
);

test.each(all)("$name is found where a terminal has coloured it: $text", ({ name, text, secret }) => {
  const output = coloured(text, secret);
  expect(asRead(output)).toBe(text);
  for (const shown of [output, `first\n${output}\nlast`]) {
    const found = scan(shown);
    expect(found.secrets).toEqual({ [name]: 1 });
    expect(asRead(found.text)).not.toContain(secret);
  }
  const cleaned = scan(JSON.stringify({ output })).text;
  expect(asRead(JSON.parse(cleaned).output)).not.toContain(secret);
});

test("The colours of a terminal are taken out of a text, also as JSON has them, and the JSON stays what it says", () => {
  const text = "\x1b[1m\x1b[31merror\x1b[0m: no such file";
  expect(scan(text)).toEqual({ text: "error: no such file", secrets: undefined });
  expect(scan(JSON.stringify({ text }))).toEqual({ text: '{"text":"error: no such file"}', secrets: undefined });
  const program = JSON.stringify({ cmd: "printf '\\u001b[31m'", other: "\\\\" });
  expect(scan(program).text).toBe(program);
});

test("A list or map without a secret keeps its colours", () => {
  const value = anyValue(["\x1b[31mred\x1b[0m", { inner: "\x1b[1mbold" }]);
  expect(tools.withoutSecrets(value).value).toBe(value);
});

test.each([
  ['PASSWORD="abc\\"defghij"', "defghij"],
  ['{"cmd":"PASSWORD=\\"abc\\\\\\"defghij\\" make"}', "defghij"],
  [JSON.stringify({ input: JSON.stringify({ cmd: 'PASSWORD="abc\\"defghij" make' }) }), "defghij"],
  ['{"password":"abc\\"defghij","x":1}', "defghij"],
  ['{"password":"abc\\\\defghij","x":1}', "defghij"],
  ['{"api_key":"abcdefgh\\"ijklmnop"}', "ijklmnop"],
  ['PASSWORD="it\'s a long one"', "long one"],
  ['{"cmd":"PASSWORD=\'ab\\"cdefghij\' make"}', "cdefghij"],
])("A quote inside of a quoted secret does not end it: %s", (text, rest) => {
  const { text: cleaned } = scan(text);
  expect(cleaned).not.toContain(rest);
  if (text.startsWith('{"cmd"')) expect(() => JSON.parse(cleaned)).not.toThrow();
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

test.each(["__proto__", "constructor", "toString"])("A secret may be called %s, and is counted", (name) => {
  const { tools } = compiled(`[secrets]\n${name} = "TOOL-[0-9]+"`);
  const { value, secrets } = tools.withoutSecrets(anyValue("TOOL-1 and TOOL-2"));
  expect(textIn(value)).toBe(`[SECRET:${name}] and [SECRET:${name}]`);
  expect(Object.entries(secrets ?? {})).toEqual([[name, 2]]);
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

const slashes = (text: string) => text.replaceAll("/", "\\/");

test.each([
  ["url_password", "postgres://app:correcthorse@db.example.com:5432/app", "correcthorse"],
  [
    "aws_secret_access_key",
    `"SecretAccessKey":"${["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"].join("")}"`,
    "bPxRfiCY",
  ],
  ["slack_webhook", planted.slack_webhook?.text ?? "", "N4o5P6"],
  ["discord_webhook", planted.discord_webhook?.text ?? "", "N4o5P6"],
])("%s is found where a JSON writer has escaped the slashes", (name, text, secret) => {
  const escaped = JSON.parse(`"${slashes(JSON.stringify(text).slice(1, -1))}"`) === text ? slashes(text) : "";
  const found = scan(`{"url":"${escaped}"}`);
  expect(found.secrets).toEqual({ [name]: 1 });
  expect(found.text).not.toContain(secret);
});

/** How many characters were looked at while something ran, by the scanner and by the engine of patterns. */
function charactersRead(work: () => void): number {
  const original = Object.getOwnPropertyDescriptor(String.prototype, "charCodeAt");
  if (original === undefined) throw new Error("no charCodeAt");
  let count = 0;
  Object.defineProperty(String.prototype, "charCodeAt", {
    ...original,
    value(this: string, index: number) {
      count++;
      return original.value.call(this, index);
    },
  });
  try {
    work();
  } finally {
    Object.defineProperty(String.prototype, "charCodeAt", original);
  }
  return count;
}

const hostile: readonly string[] = [
  "password=",
  "password: a",
  "a://b:c ",
  "a://b:c@",
  "-----BEGIN PRIVATE KEY-----",
  "-----BEGIN PRIVATE KEY----- a ",
  "-----BEGIN PRIVATE KEY-----\nMII-----END PRIVATE ",
  "token='",
  "token=abcdefgh ",
  "eyJaaaaaaaaaaaa.",
  "eyJrIjoi",
  "-u a:",
  "--password x",
  "authorization: ",
  "Authorization: Bearer abcdefgh",
  "login a password ",
  "login login ",
  '"secret" : "',
  "sntrys_",
  "pat.aaaaaaaaaaaaaaaaaaaaaa.",
  "sc_aaaaaa.aaaa.acc-",
  "aaaaaaaaaaaaaa.atlasv1.",
  "x.webhook.office.com/webhookb2/",
  "-",
  "=",
  "a",
  "\\",
];

/** What the engine reads. Above some length it changes its method once; both lengths are beyond that. A text without the pieces of any rule is not given to it. */
test.each(hostile)("The work for a text made of nothing but %j grows as the text does, not faster", (piece) => {
  const text = (length: number) => piece.repeat(Math.ceil(length / piece.length));
  scan(text(100));
  const [half, whole] = [40_000, 80_000].map((length) => charactersRead(() => scan(text(length))));
  expect(whole ?? Number.NaN).toBeLessThanOrEqual((half ?? 0) * 2.3);
});
