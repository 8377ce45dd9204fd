import { describe, expect, test } from "vitest";
import { preferredEdits } from "../../../../core/diagnostics/applyFixes.ts";
import { defaultPolicyText } from "../../../../core/policy/read/defaultPolicy.ts";
import { policyExamples } from "../../docs/policyExamples.ts";
import fc from "../../seededCheck.ts";
import { destination, detection, diagnosticsOf, fixed, fixesOf, found } from "./policyText.ts";

const errors = (text: string) => diagnosticsOf(text).filter(({ severity }) => severity === "error");

describe("A fix changes as little as it can:", () => {
  test.each([
    ["a misspelt key", destination("signal = ['logs'] # c"), "signals = ['logs'] # c"],
    [
      "a key of another tool",
      destination("when = [{ field = 'model', regex = 'x' }]"),
      "{ attribute = 'model', matches = 'x' }",
    ],
    [
      "a misspelt table",
      "version = 1\n[destination.d]\nreceives = ['*']\n[destination.d.redact]\nunknown = 'mask'\n",
      "[destinations.d.redact]",
    ],
    [
      "a misspelt class",
      destination("redact.unknwon = 'mask'").replace('redact.unknown = "mask"\n', ""),
      "redact.unknown = 'mask'",
    ],
    ["an action of another tool", destination("").replace('"mask"', '"redact"'), 'redact.unknown = "mask"'],
    ["truncate as a word", destination("").replace('"mask"', '"truncate"'), "redact.unknown = { truncate = 64 }"],
    ["a bare length", destination("").replace('"mask"', "128"), "redact.unknown = { truncate = 128 }"],
    ["a length in quotes", destination("").replace('"mask"', "{ truncate = '128' }"), "{ truncate = 128 }"],
    ["a signal in the singular", destination('signals = ["log", "span"]'), 'signals = ["logs", "traces"]'],
    ["one name where a list belongs", destination('signals = "logs"'), 'signals = ["logs"]'],
    ["a truth value in quotes", destination("when = [{ attribute = 'model', exists = 'yes' }]"), "exists = true"],
    [
      "a number in quotes",
      destination("when = [{ attribute = 'duration_ms', greater_than = '5' }]"),
      "greater_than = 5 ",
    ],
    [
      "a date among values",
      destination("when = [{ attribute = 'model', equals = [1979-05-27] }]"),
      'equals = ["1979-05-27"]',
    ],
    [
      "one alternative without brackets",
      destination("when = { any = { attribute = 'model', exists = true } }"),
      "any = [{ attribute = 'model', exists = true }]",
    ],
    ["a severity of another tool", detection("").replace('"low"', '"warning"'), 'severity = "medium"'],
    ["a number as message", detection("").replace('"m"', "5"), 'message = "5"'],
    ["a list as message", detection("").replace('"m"', '["m"]'), 'message = "m"'],
    ["a pattern in double quotes", 'version = 1\n[secrets]\na = "x-\\d+" # c\n', "a = 'x-\\d+' # c"],
    [
      "a pattern in double quotes in a condition",
      destination('when = [{ attribute = "model", matches = "gpt\\-\\d" }]'),
      "matches = 'gpt\\-\\d' }]",
    ],
    ["a backspace in a pattern", 'version = 1\n[secrets]\na = "\\bx-\\\\d+"\n', "a = '\\bx-\\d+'"],
    [
      "words without quotes",
      destination("redact.unknown = 'drop'\nforward = { endpoint = 'https://o.example.com', protocol = grpc }").replace(
        'redact.unknown = "mask"\n',
        "",
      ),
      'protocol = "grpc" }',
    ],
    [
      "a list of words without quotes",
      destination("", "[codex.*, codex.user_prompt]"),
      '["codex.*", "codex.user_prompt"]',
    ],
    [
      "single brackets around detections",
      detection("").replace("[[detections]]", "[detections] # c"),
      "[[detections]] # c",
    ],
    ["double brackets around a table", "version = 1\n[[classes]]\nprompt = ['prompt']\n", "\n[classes]\n"],
    [
      "double brackets around a destination",
      destination("").replace("[destinations.d]", "[[destinations.d]]"),
      "\n[destinations.d]\n",
    ],
    [
      "a protocol of OpenTelemetry",
      destination('forward = { endpoint = "https://o.example.com", protocol = "http/protobuf" }'),
      'protocol = "http-protobuf"',
    ],
    [
      "a protocol that the port tells",
      destination('forward = { endpoint = "https://o.example.com:4317" }'),
      'endpoint = "https://o.example.com:4317", protocol = "grpc" }',
    ],
    [
      "an endpoint without scheme",
      destination('forward = { endpoint = "o.example.com:4317", protocol = "grpc" }'),
      '"https://o.example.com:4317"',
    ],
    ["a version in quotes", 'version = "1"\n', "version = 1\n"],
    ["a name listed twice", destination("", '[\n  "codex.*", # all\n  "codex.*",\n]'), '[\n  "codex.*", # all\n  \n]'],
    ["a secret's name", "version = 1\n[secrets]\n'a b]' = 'x'\n", "a_b = 'x'"],
    ["quotes that are missing", "version = 1\n[hashing]\nsalt_env = SALT # c\n", 'salt_env = "SALT" # c'],
  ])("%s", (_, text, expected) => {
    const after = fixed(text);
    expect(after).toContain(expected);
    expect(errors(after)).toEqual([]);
    expect(fixed(text.replaceAll("\n", "\r\n"))).toBe(after.replaceAll("\n", "\r\n"));
  });

  test.each([
    ["[classes]\nprompt = []\n", "version = 1\n\n[classes]\nprompt = []\n"],
    ["# ours\n\n[classes]\n", "# ours\nversion = 1\n\n[classes]\n"],
    ["# of the classes\n[classes]\n", "version = 1\n\n# of the classes\n[classes]\n"],
    ["\ufeff[classes]\n", "\ufeffversion = 1\n\n[classes]\n"],
    ["", "version = 1\n"],
  ])("the version that %j lacks", (text, expected) => expect(fixed(text)).toBe(expected));
});

describe("What only the person can know is offered, never made without being asked:", () => {
  test.each([
    [
      "what a condition tests",
      destination("when = [{ attribute = 'model' }]"),
      "policy/condition-empty",
      "Add exists = true",
    ],
    [
      "what a destination receives",
      "version = 1\n[destinations.d]\nredact.unknown = 'mask'\n",
      "policy/missing-key",
      'Add receives = ["codex.*"]',
    ],
    [
      "how severe a finding is",
      detection("").replace('severity = "low"\n', ""),
      "policy/missing-key",
      'Add severity = "medium"',
    ],
    [
      "which way a sample is wrong",
      policyExamples["policy/sample-contradicts"],
      "policy/sample-contradicts",
      "Write finds = false",
    ],
    ["a class that is new", destination("redact.zebra = 'drop'"), "policy/unknown-class", "Remove this key"],
    [
      "what becomes of a class",
      policyExamples["policy/class-undecided"],
      "policy/class-undecided",
      'Write "drop" for unknown',
    ],
    [
      "whether a receiver speaks TLS",
      policyExamples["policy/endpoint-plaintext"],
      "policy/endpoint-plaintext",
      "Write https://",
    ],
  ])("%s", (_, text, code, title) => {
    expect(fixesOf(text, code)).toContain(title);
    expect(fixed(text)).toBe(text);
  });
});

test.each(Object.entries(policyExamples))(
  "Fixing the example of %s ends: a second run has nothing to fix",
  (_, text) => {
    const after = fixed(text);
    expect(preferredEdits(diagnosticsOf(after))).toEqual([]);
    if (preferredEdits(diagnosticsOf(text)).length > 0) expect(found(after).length).toBeLessThan(found(text).length);
  },
);

/** Mistakes of one word, as people make them. */
const mistakes: readonly (readonly [RegExp, string])[] = [
  [/receives/, "receive"],
  [/\[destinations\./g, "[destination."],
  [/redact\]/, "redactions]"],
  [/"drop"/, '"remove"'],
  [/"mask"/, "64"],
  [/\{ truncate = 120 \}/, '{ truncate = "120" }'],
  [/severity = "high"/, 'severity = "error"'],
  [/finds = true/, 'finds = "true"'],
  [/version = 1/, ""],
  [/signals = \["logs"\]/, 'signals = "logs"'],
  [/"codex\.conversation_starts"/, '"codex.conversation-starts"'],
  [/attribute = "sandbox_policy"/, 'attribute = "sandbox-policy"'],
  [/\[\[detections\]\]/, "[detections]"],
  [/prompt = "drop"/, 'promtp = "drop"'],
  [/equals = /, "equal = "],
  [/'\(\?i\)\^approved'/, '"(?i)^approved"'],
  [/salt_env = "CODEX_OTEL_HASH_SALT"/, "salt_env = $CODEX_OTEL_HASH_SALT"],
  [/salt_env = "CODEX_OTEL_HASH_SALT"/, 'salt_env = "$CODEX_OTEL_HASH_SALT"'],
  [/id = "prompt-logging"/, 'id = "weakened-sandbox"'],
  [/"gen_ai\.prompt\*",/, '"prompt",'],
];

test("Several mistakes in the built-in policy are fixed together, and then nothing is left to fix", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...mistakes), { minLength: 1, maxLength: 5 }), (made) => {
      const text = made.reduce((before, [from, to]) => before.replace(from, to), defaultPolicyText);
      const after = fixed(text);
      expect(preferredEdits(diagnosticsOf(after))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test.each(mistakes)("One mistake, %s written %s, is fixed to a policy without errors", (from, to) => {
  const text = defaultPolicyText.replace(from, to);
  expect(text).not.toBe(defaultPolicyText);
  expect(errors(fixed(text))).toEqual([]);
});
