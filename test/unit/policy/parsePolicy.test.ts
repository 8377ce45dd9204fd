import { expect, test } from "vitest";
import { equals } from "../../../core/policy/operators/equals.ts";
import { testOf } from "../../../core/policy/operators/operator.ts";
import { builtInSecrets } from "../../../core/policy/read/builtInSecrets.ts";
import { defaultPolicyText } from "../../../core/policy/read/defaultPolicy.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import fc from "../seededCheck.ts";
import { planted } from "./plantedSecrets.ts";

/** Code, severity and the text it points at, of everything wrong with a policy. */
function problems(text: string): [string, string][] {
  return parsePolicy(text).problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]);
}

const rest = "version = 1\n[destinations.d]\nreceives = ['*']\n";

test("The built-in policy has no problems", () => {
  expect(parsePolicy(defaultPolicyText).problems).toEqual([]);
});

test("Reads a policy with defaults filled in", () => {
  const { policy } = parsePolicy(`
version = 1
[classes]
prompt = ["prompt", "gen_ai.*"]
[secrets]
github_token = 'gh[pousr]_[A-Za-z0-9]{36,}'
[hashing]
salt_env = "SALT"
[destinations.siem]
receives = ["codex.*"]
when = { attribute = "success", equals = [false, 3, "x"] }
redact = { prompt = { truncate = 64 }, unknown = "mask" }
forward = { endpoint = "https://app.monad.com:4317", protocol = "grpc", headers_env = { Authorization = "MONAD_AUTHORIZATION" } }
[[detections]]
id = "d"
severity = "high"
event = "codex.conversation_starts"
message = "m"
`);
  expect(policy).toEqual({
    version: 1,
    classes: [{ name: "prompt", attributes: ["prompt", "gen_ai.*"] }],
    secrets: [
      ...builtInSecrets().filter(({ name }) => name !== "github_token"),
      { name: "github_token", pattern: "gh[pousr]_[A-Za-z0-9]{36,}" },
    ],
    hashing: { saltEnvironmentVariable: "SALT" },
    destinations: [
      {
        name: "siem",
        description: "",
        signals: ["logs"],
        receives: ["codex.*"],
        when: [{ kind: "attribute", attribute: "success", tests: [testOf(equals, [false, 3n, "x"])] }],
        redact: new Map([
          ["prompt", { kind: "truncate", bytes: 64 }],
          ["unknown", { kind: "mask" }],
        ]),
        forward: {
          endpoint: "https://app.monad.com:4317",
          protocol: "grpc",
          headersFromEnvironment: new Map([["Authorization", "MONAD_AUTHORIZATION"]]),
        },
      },
    ],
    detections: [
      {
        id: "d",
        severity: "high",
        message: "m",
        event: ["codex.conversation_starts"],
        when: [],
        correlation: undefined,
        samples: [],
      },
    ],
  });
});

test.each([
  ["a version that is missing", "", [["policy/missing-key", ""]]],
  ["a version of the future", "version = 2", [["policy/version-unsupported", "2"]]],
  ["a version in quotes", "version = '1'", [["policy/version-unsupported", "'1'"]]],
  ["an unknown key", "version = 1\ndestination = 1", [["policy/unknown-key", "destination"]]],
  ["a misspelt redact", `${rest}redcat = {}`, [["policy/unknown-key", "redcat"]]],
  ["a destination that receives nothing", "version = 1\n[destinations.d]", [["policy/missing-key", "d"]]],
  ["a class that is not there", `${rest}redact.propmt = 'drop'`, [["policy/unknown-class", "propmt"]]],
  ["an action that is not there", `${rest}redact.unknown = 'delete'`, [["policy/unknown-word", "'delete'"]]],
  ["a length below zero", `${rest}redact.unknown = { truncate = -1 }`, [["policy/wrong-type", "-1"]]],
  ["half a byte", `${rest}redact.unknown = { truncate = 1.5 }`, [["policy/wrong-type", "1.5"]]],
  ["an action of a wrong type", `${rest}redact.unknown = true`, [["policy/wrong-type", "true"]]],
  ["a signal that is not there", `${rest}signals = ["log"]`, [["policy/unknown-word", '"log"']]],
  ["a name where a list belongs", `${rest}signals = "logs"`, [["policy/wrong-type", '"logs"']]],
  ["a number among names", "version = 1\n[destinations.d]\nreceives = [1]", [["policy/wrong-type", "1"]]],
  ["classes that are no lists", "version = 1\n[classes]\nprompt = 'prompt'", [["policy/wrong-type", "'prompt'"]]],
  ["attributes for unknown", "version = 1\n[classes]\nunknown = ['x']", [["policy/name-invalid", "unknown"]]],
  ["a broken pattern", "version = 1\n[secrets]\na = '('", [["policy/pattern-invalid", "'('"]]],
  ["a pattern RE2 does not know", "version = 1\n[secrets]\na = '(?=b)c'", [["policy/pattern-invalid", "'(?=b)c'"]]],
  ["a secret that is nothing", "version = 1\n[secrets]\na = 'b*'", [["policy/pattern-matches-nothing", "'b*'"]]],
  ["a secret between words", "version = 1\n[secrets]\na = '\\b'", [["policy/pattern-matches-nothing", "'\\b'"]]],
  [
    "a secret that may be left out",
    "version = 1\n[secrets]\na = 'x|\\B'",
    [["policy/pattern-matches-nothing", "'x|\\B'"]],
  ],
  ["a secret at a line's end", "version = 1\n[secrets]\na = '(?m)$'", [["policy/pattern-matches-nothing", "'(?m)$'"]]],
  ["built-in secrets in words", "version = 1\nbuilt_in_secrets = 'no'", [["policy/wrong-type", "'no'"]]],
  ["a limit without end", `${rest}when = [{ attribute = 'a', greater_than = inf }]`, [["policy/wrong-type", "inf"]]],
  ["a limit that is none", `${rest}when = [{ attribute = 'a', less_than = nan }]`, [["policy/wrong-type", "nan"]]],
  ["a value that is none", `${rest}when = [{ attribute = 'a', equals = [1, -inf] }]`, [["policy/wrong-type", "-inf"]]],
  [
    "a salt that no variable can be",
    "version = 1\n[hashing]\nsalt_env = 'X}y'",
    [["policy/environment-name", "'X}y'"]],
  ],
  [
    "a header that no variable can be",
    `${rest}forward = { endpoint = 'https://x', protocol = 'grpc', headers_env = { A = '$' } }`,
    [["policy/environment-name", "'$'"]],
  ],
  [
    "a key that could be the name of a variable",
    `${rest}forward = { endpoint = 'https://x', protocol = 'grpc', headers_env = { A = '${planted.github_token?.text}' } }`,
    [["policy/credential-written", `'${planted.github_token?.text}'`]],
  ],
  [
    "a client certificate without its key",
    `${rest}forward = { endpoint = 'https://x', protocol = 'grpc', tls = { cert_file = 'a.pem' } }`,
    [["policy/missing-key", "{ cert_file = 'a.pem' }"]],
  ],
  [
    "a key without its client certificate",
    `${rest}forward = { endpoint = 'https://x', protocol = 'grpc', tls = { key_file = 'a.key' } }`,
    [["policy/missing-key", "{ key_file = 'a.key' }"]],
  ],
  [
    "the content of a certificate in place of its path",
    `${rest}forward = { endpoint = 'https://x', protocol = 'grpc', tls = { ca_file = '-----BEGIN CERTIFICATE-----' } }`,
    [["policy/credential-written", "'-----BEGIN CERTIFICATE-----'"]],
  ],
  [
    "a certificate on another machine",
    `${rest}forward = { endpoint = 'https://x', protocol = 'grpc', tls = { ca_file = '\\\\server\\ca.pem' } }`,
    [["policy/wrong-type", "'\\\\server\\ca.pem'"]],
  ],
  [
    "an empty path",
    `${rest}forward = { endpoint = 'https://x', protocol = 'grpc', tls = { ca_file = '' } }`,
    [["policy/wrong-type", "''"]],
  ],
  ...["\\n", "\\r", "\\u0000", "\\u0085", "\\u2028", "\\u202e", "\\u001b"].map(
    (character): [string, string, [string, string][]] => [
      `a path with ${character}`,
      `${rest}forward = { endpoint = 'https://x', protocol = 'grpc', tls = { ca_file = "a${character}b" } }`,
      [["policy/wrong-type", `"a${character}b"`]],
    ],
  ),
  [
    "more destinations than there are bits",
    `version = 1\n${Array.from({ length: 40 }, (_, i) => `[destinations.d${i}]\nreceives = []\n`).join("")}`,
    [["policy/too-many-destinations", "d32"]],
  ],
  ["a secret's name with a bracket", "version = 1\n[secrets]\n'a]' = 'b'", [["policy/name-invalid", "'a]'"]]],
  [
    "a condition without a test",
    `${rest}when = [{ attribute = 'a' }]`,
    [["policy/condition-empty", "{ attribute = 'a' }"]],
  ],
  ["a condition on nothing", `${rest}when = [{ equals = 1 }]`, [["policy/missing-key", "{ equals = 1 }"]]],
  ["no alternative", `${rest}when = [{ any = [] }]`, [["policy/condition-empty", "[]"]]],
  ["nothing to equal", `${rest}when = [{ attribute = 'a', equals = [] }]`, [["policy/condition-empty", "[]"]]],
  [
    "a misspelt test",
    `${rest}when = [{ attribute = 'a', equal = 1, exists = true }]`,
    [["policy/unknown-key", "equal"]],
  ],
  [
    "two kinds of condition",
    `${rest}when = [{ any = [{ attribute = 'a', exists = true }], attribute = 'b' }]`,
    [["policy/unknown-key", "attribute"]],
  ],
  [
    "a broken pattern deep inside",
    `${rest}when = [{ not = { any = [{ attribute = 'a', matches = '[' }] } }]`,
    [["policy/pattern-invalid", "'['"]],
  ],
  [
    "a way to forward that is not there",
    `${rest}forward = { endpoint = 'x', protocol = 'http' }`,
    [["policy/unknown-word", "'http'"]],
  ],
])("Points at %s", (_, text, expected) => {
  expect(problems(text)).toEqual(expected);
  expect(parsePolicy(text).policy).toBeUndefined();
});

test("A detection needs id, severity, message and event, and an id of its own", () => {
  const detection = "[[detections]]\nid = 'a'\nseverity = 'low'\nmessage = 'm'\nevent = '*'\n";
  expect(problems(`version = 1\n${detection}${detection}`)).toEqual([["policy/duplicate-name", "'a'"]]);
  expect(problems("version = 1\n[[detections]]\n").map(([code]) => code)).toEqual(Array(4).fill("policy/missing-key"));
  expect(problems(`version = 1\n${detection.replace("low", "mild")}`)).toEqual([["policy/unknown-word", "'mild'"]]);
  expect(problems(`version = 1\n${detection}join = { event = '*' }`)).toEqual([
    ["policy/missing-key", "{ event = '*' }"],
  ]);
});

test("An attribute in two classes is a warning: the first keeps it", () => {
  const text = "version = 1\n[classes]\none = ['a']\ntwo = ['a']";
  expect(problems(text)).toEqual([["policy/attribute-in-two-classes", "'a'"]]);
  expect(parsePolicy(text).policy?.classes.length).toBe(2);
});

test("Half-typed text is reported where it breaks and gives no policy", () => {
  const text = `${rest}redact = { unknown = `;
  const parsed = parsePolicy(text);
  expect(parsed.policy).toBeUndefined();
  expect(parsed.problems.map(({ code }) => code)).toContain("policy/syntax");
});

test.each([
  "",
  "\0",
  "[[",
  "version = 1\n[[classes]]\na = 1",
  "destinations = 3",
  "detections = [1]",
  "[[destinations]]",
])("Nothing that stands in a policy makes the parser throw: %j", (text) => {
  expect(parsePolicy(text).policy).toBeUndefined();
});

test("However a policy is damaged, parsing it gives a policy or says what is wrong", () => {
  const start = fc.nat(defaultPolicyText.length);
  fc.assert(
    fc.property(start, fc.nat(400), fc.constantFrom("", "=", "[", "'", "{", "1"), (start, length, text) => {
      const damaged = defaultPolicyText.slice(0, start) + text + defaultPolicyText.slice(start + length);
      const { policy, problems } = parsePolicy(damaged);
      const errors = problems.filter(({ severity }) => severity === "error");
      expect(policy === undefined).toBe(errors.length > 0);
      for (const { range } of problems) {
        expect(range.start).toBeLessThanOrEqual(range.end);
        expect(range.end).toBeLessThanOrEqual(damaged.length);
      }
    }),
    { numRuns: 30 },
  );
});

test("Problems come in the order of the text", () => {
  const starts = parsePolicy("a = 1\nversion = 2\nb = 1\n[classes]\nc = 1").problems.map(({ range }) => range.start);
  expect(starts).toEqual(starts.toSorted((one, other) => one - other));
  expect(starts.length).toBe(4);
});

test("What stands in place of a variable's name is not repeated", () => {
  const secret = planted.github_token?.text ?? "";
  const { problems } = parsePolicy(`version = 1\n[hashing]\nsalt_env = "${secret}"`);
  expect(problems).toHaveLength(1);
  expect(JSON.stringify(problems.map(({ message }) => message))).not.toContain(secret);
});

test("The built-in secrets count for every policy, before its own, and one of the same name counts instead of one", () => {
  const secretsOf = (text: string) => parsePolicy(`version = 1\n${text}`).policy?.secrets ?? [];
  expect(secretsOf("")).toBe(builtInSecrets());
  const own = secretsOf("[secrets]\nours = 'our-[0-9]+'\nnpm_token = 'npm'");
  expect(own).toEqual([
    ...builtInSecrets().filter(({ name }) => name !== "npm_token"),
    { name: "ours", pattern: "our-[0-9]+" },
    { name: "npm_token", pattern: "npm" },
  ]);
  expect(secretsOf("built_in_secrets = false\n[secrets]\nours = 'our-[0-9]+'")).toEqual([
    { name: "ours", pattern: "our-[0-9]+" },
  ]);
  expect(secretsOf("built_in_secrets = false")).toEqual([]);
});

test("The certificates of a receiver are read as paths, each alone or together", () => {
  const tlsOf = (tls: string) =>
    parsePolicy(
      `version = 1\n[destinations.d]\nreceives = ['*']\nredact.unknown = 'mask'\nforward = { endpoint = 'https://x', protocol = 'grpc', tls = ${tls} }`,
    ).policy?.destinations[0]?.forward?.tls;
  expect(tlsOf("{ ca_file = 'ca.pem' }")).toEqual({ caFile: "ca.pem" });
  expect(tlsOf("{ ca_file = '/ca.pem', cert_file = '~/a.pem', key_file = '~/a.key' }")).toEqual({
    caFile: "/ca.pem",
    certFile: "~/a.pem",
    keyFile: "~/a.key",
  });
});

test("A condition counts however long it is, and one that cannot be read makes the policy unusable", () => {
  const withEquals = (value: string) =>
    parsePolicy(`${rest}when = [{ attribute = "originator", equals = [${value}] }]\n`);
  const long = "x".repeat(200_000);
  expect(withEquals(`"${long}"`).policy?.destinations[0]?.when).toEqual([
    { kind: "attribute", attribute: "originator", tests: [testOf(equals, [long])] },
  ]);
  const { policy, problems } = withEquals(`0.${"1".repeat(200_000)}`);
  expect(policy).toBeUndefined();
  expect(problems.map(({ code, severity }) => [code, severity])).toEqual([["policy/syntax", "error"]]);
});
