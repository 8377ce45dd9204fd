import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { sigmaPattern } from "../../../../core/policy/export/sigma/sigmaPattern.ts";
import { sigmaRules } from "../../../../core/policy/export/sigma/sigmaRules.ts";
import { loadDefaultPolicy } from "../../../../core/policy/read/defaultPolicy.ts";
import { policyOf } from "../policyFixtures.ts";

const detection = (rest: string, id = "d") =>
  `[[detections]]\nid = "${id}"\nseverity = "low"\nmessage = "Found it."\nevent = "codex.tool_*"\n${rest}\n`;

const documents = (text: string) => parseAllDocuments(sigmaRules(policyOf(text)).text).map((one) => one.toJS());

test("A rule says what is looked for in the words of Sigma", () => {
  expect(documents(detection('when = [{ attribute = "success", equals = "false", exists = true }]'))).toEqual([
    {
      title: "Found it",
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      name: "codex_otel_d",
      status: "experimental",
      description: "Found it.\nDetection d of a Codex OTel policy.",
      logsource: { product: "openai_codex", service: "otel" },
      detection: {
        event: { "event.name": "codex.tool_*" },
        selection_1: { "success|exists": true },
        selection_2: { success: ["false", false] },
        condition: "event and (selection_1 and selection_2)",
      },
      level: "low",
    },
  ]);
});

test("The same policy gives the same rules, each with an id of its own", () => {
  const { text } = sigmaRules(loadDefaultPolicy());
  expect(sigmaRules(loadDefaultPolicy()).text).toBe(text);
  const ids = parseAllDocuments(text).map((one) => one.get("id"));
  expect(new Set(ids).size).toBe(ids.length);
});

test("Detections whose ids differ in punctuation only have rules of different names", () => {
  const names = documents(detection("", "a-b") + detection("", "a_b") + detection("", "a.b")).map(({ name }) => name);
  expect(names).toEqual(["codex_otel_a_b", "codex_otel_a_b_2", "codex_otel_a_b_3"]);
});

test("Several events become the rules they are of and one that correlates them", () => {
  const rules = documents(detection('then = { on = "call_id", event = "codex.tool_result", within = 90 }'));
  expect(rules.map(({ name }) => name)).toEqual(["codex_otel_d_first", "codex_otel_d_second", "codex_otel_d"]);
  expect(rules[2]?.correlation).toEqual({
    type: "temporal_ordered",
    rules: ["codex_otel_d_first", "codex_otel_d_second"],
    "group-by": ["conversation.id", "call_id"],
    timespan: "90s",
  });
});

describe("What Sigma cannot say is named, never left out in silence:", () => {
  const notesOf = (rest: string, before = "") => {
    const { notes, text } = sigmaRules(policyOf(`${before}\n${detection(rest)}`));
    for (const note of notes) expect(text).toContain(`# ${note}`);
    return { notes, rules: parseAllDocuments(text).filter((one) => one.get("title") !== undefined).length };
  };

  test("a list of another event", () => {
    expect(notesOf('unlisted = { attribute = "a", event = "x", list = "b" }')).toEqual({
      notes: [
        "The detection d is not there: Sigma cannot say unlisted: a value of one event is not looked up in a list of another.",
      ],
      rules: 0,
    });
  });

  test("a pattern", () => {
    const { notes, rules } = notesOf("when = [{ attribute = \"a\", matches = '\\pL+' }]");
    expect(notes).toEqual([
      "The detection d is not there: Sigma cannot say matches: Sigma has no classes of Unicode (\\p): \\pL+.",
    ]);
    expect(rules).toBe(0);
  });

  test("an attribute whose name would be taken for modifiers of its field", () => {
    const { notes, rules } = notesOf('when = [{ attribute = "output|re", equals = ".*" }]');
    expect(notes).toEqual([
      "The detection d is not there: Sigma cannot say equals: it takes the | in output|re for a modifier.",
    ]);
    expect(rules).toBe(0);
  });

  test("secrets of a policy that has none", () => {
    const asks = 'when = [{ attribute = "a", has_secret = true }]';
    expect(notesOf(asks, "built_in_secrets = false").notes).toEqual([
      "The detection d is not there: Sigma cannot say has_secret: the policy has no secrets to look for.",
    ]);
  });

  test("no time limit", () => {
    expect(notesOf('join = { on = "call_id", event = "x" }')).toEqual({
      notes: ["The detection d has no time limit, which Sigma needs: its rule looks at 1d."],
      rules: 3,
    });
  });
});

test("What a policy's author writes cannot break out of the file", () => {
  const hostile = policyOf(detection("", "x").replace("Found it.", "a: 'b'\\n---\\n# c \\u0007 on {{ d }}"));
  const [rule, ...others] = parseAllDocuments(sigmaRules(hostile).text);
  expect(others).toEqual([]);
  expect(rule?.errors).toEqual([]);
  expect(rule?.get("description")).toContain("---\n# c \\u{7} on {{ d }}");
});

test.each([
  ["(?i)abc", { pattern: "abc", modifiers: ["i"] }],
  ["(?si)a.b\\z", { pattern: "a.b\\Z", modifiers: ["i", "s"] }],
  ['["\\x27]\\\\z', { pattern: '["\\x27]\\\\z', modifiers: [] }],
  ["a(?i:b)", { pattern: "a(?i:b)", modifiers: [] }],
  ["a(?i)b", "Sigma has no flags in the middle of a pattern"],
  ["[[:alpha:]]", "Sigma has no named classes ([[:alpha:]])"],
  ["\\Qa.b\\E", "Sigma has no quoted text (\\Q)"],
  ["\\x{1F600}", "Sigma has no characters written as \\x{…}"],
])("The pattern %s", (source, expected) => {
  expect(sigmaPattern(source)).toEqual(expected);
});
