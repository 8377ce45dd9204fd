import { describe, expect, test } from "vitest";
import { DetectionEngine } from "../../../core/policy/detect/detections.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { explainEvent } from "../../../core/policy/evaluate/explain.ts";
import { sigmaRules } from "../../../core/policy/export/sigma/sigmaRules.ts";
import { diagnosePolicy } from "../../../core/policy/language/check/diagnosePolicy.ts";
import { completePolicy } from "../../../core/policy/language/completePolicy.ts";
import { hoverPolicy } from "../../../core/policy/language/hoverPolicy.ts";
import { policySnippetFile } from "../../../core/policy/language/policySnippetFile.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import type { TableName } from "../../../core/policy/schema/policyType.ts";
import { productVocabulary, type Vocabulary } from "../../../core/policy/vocabulary.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { renderPolicyReference } from "../docs/renderPolicyReference.ts";
import { alone, inventedKey, withInventedCorrelation, withKeyIn } from "./inventedKeys.ts";
import { event } from "./policyFixtures.ts";

/** Where a table of the language stands, as text around its keys. */
const places: Readonly<Record<TableName, (pairs: string) => string>> = {
  policy: (pairs) => pairs,
  remove: (pairs) => `extends = "built-in@1"\nremove = { ${pairs} }`,
  hashing: (pairs) => `hashing = { ${pairs} }`,
  destination: (pairs) => `destinations = { d = { ${pairs} } }`,
  forward: (pairs) => `destinations = { d = { forward = { ${pairs} } } }`,
  tls: (pairs) => `destinations = { d = { forward = { tls = { ${pairs} } } } }`,
  condition: (pairs) => `destinations = { d = { when = [{ ${pairs} }] } }`,
  detection: (pairs) => `detections = [{ ${pairs} }]`,
  sample: (pairs) => `detections = [{ samples = [{ ${pairs} }] }]`,
};

const problems = (text: string, vocabulary: Vocabulary) =>
  parsePolicy(text, vocabulary).problems.filter(({ about }) => about?.kind === "name" || about?.kind === "missing");
const aboutZebra = (text: string, vocabulary: Vocabulary) =>
  problems(text, vocabulary).filter(
    ({ about }) =>
      (about?.kind === "name" && about.entry.name === "zebra") || (about?.kind === "missing" && about.key === "zebra"),
  );
/** The fixes of the diagnostic at a text. */
const fixesAt = (text: string, at: string, vocabulary: Vocabulary) =>
  diagnosePolicy(parseToml(text), vocabulary)
    .filter(({ range }) => text.slice(range.start, range.end).includes(at))
    .flatMap(({ fixes }) => fixes.map(({ title }) => title));
const completed = (marked: string, vocabulary: Vocabulary) =>
  completePolicy(parseToml(marked.replace("|", "")), marked.indexOf("|"), vocabulary);

describe.each(Object.entries(places) as [TableName, (pairs: string) => string][])(
  "A key that one line adds to the table %s",
  (table, around) => {
    const vocabulary = withKeyIn(table);

    test("is read there, and missed where it is required", () => {
      expect(aboutZebra(around('zebra = "striped"'), vocabulary)).toEqual([]);
      expect(aboutZebra(around('zebra = "striped"'), productVocabulary)).toHaveLength(1);
      // a condition is one of several forms, each with keys of its own
      if (table !== "condition") expect(aboutZebra(around(""), vocabulary).length).toBeGreaterThan(0);
    });

    test("is what a misspelt key, and the word of another tool, probably mean", () => {
      for (const written of ["zebbra", "quagga"])
        expect(fixesAt(around(`${written} = "striped"`), written, vocabulary)).toContain("Write zebra");
      expect(problems(around("nothing = 1"), vocabulary).some(({ message }) => message.includes("zebra"))).toBe(true);
    });

    test("is proposed with its words, and explained where it stands", () => {
      const item = completed(around("|"), vocabulary).find(({ label }) => label === "zebra");
      expect(item?.documentation).toContain(inventedKey.documentation);
      expect(item?.newText).toContain("striped");
      const words = completed(around("zebra = |"), vocabulary);
      expect(words.map(({ label }) => label)).toEqual(['"striped"', '"plain"']);
      const text = around('zebra = "striped"');
      const hover = (at: string) => hoverPolicy(parseToml(text), text.indexOf(at) + 1, vocabulary)?.markdown;
      expect(hover("zebra")).toContain(inventedKey.documentation);
      expect(hover("striped")).toContain("With stripes.");
    });

    test("is in the reference", () => {
      expect(renderPolicyReference(vocabulary)).toContain(inventedKey.documentation);
      expect(renderPolicyReference()).not.toContain(inventedKey.documentation);
    });
  },
);

test.each([
  ["destination", "destination", "[destinations.d]"],
  ["detection", "detection", "[[detections]]"],
  ["sample", "sample of a detection", "[[detections]]\n[[detections.samples]]"],
] as const)(
  "A required key of the table %s is offered where it is missing, and is in the snippet",
  (table, name, header) => {
    const vocabulary = withKeyIn(table);
    const text = `version = 1\n${header}\n`;
    const offered = diagnosePolicy(parseToml(text), vocabulary).flatMap(({ fixes }) => fixes.map(({ title }) => title));
    expect(offered).toEqual(expect.arrayContaining(['Add zebra = "striped"', 'Add zebra = "plain"']));
    const { body } = policySnippetFile(vocabulary)[`Codex OTel policy: ${name}`] ?? { body: [] };
    expect(body.join("\n")).toMatch(/^zebra = "\$\{\d+\|striped,plain\|\}"$/m);
  },
);

describe("A correlation that is one file and one line in an index", () => {
  const written = (more: string) => `version = 1
[destinations.d]
receives = ["*"]
redact.default = "mask"
[[detections]]
id = "a"
severity = "low"
message = "m"
event = "codex.tool_result"
${more}
`;
  const text = written('alone = { since = "start" }');

  test("is read, and unknown where no index has it", () => {
    expect(parsePolicy(text, withInventedCorrelation).problems).toEqual([]);
    expect(parsePolicy(text).problems.map(({ code }) => code)).toEqual(["policy/unknown-key"]);
    expect(parsePolicy(written("alone = {}"), withInventedCorrelation).problems.map(({ code }) => code)).toEqual([
      "policy/missing-key",
    ]);
    const both = written('alone = { since = "start" }\nrepeats = { times = 2, within = 1 }');
    expect(parsePolicy(both, withInventedCorrelation).problems.map(({ code }) => code)).toEqual([
      "policy/correlation-conflict",
    ]);
  });

  test("decides what is found, and says why", () => {
    const { policy } = parsePolicy(text, withInventedCorrelation);
    if (policy === undefined) throw new Error("no policy");
    const engine = new DetectionEngine(policy);
    const one = event("codex.tool_result");
    expect([one, one].map((each) => engine.inspect(each).length)).toEqual([1, 0]);
    const account = explainEvent(compilePolicy(policy), one, []);
    expect(account.detections[0]?.text).toContain("alone since the start");
  });

  test("is proposed, explained, fixed to and in the reference", () => {
    expect(completed(written("al|"), withInventedCorrelation).map(({ label }) => label)).toContain("alone");
    expect(completed(written("[detections.|]"), withInventedCorrelation).map(({ label }) => label)).toContain(
      "detections.alone",
    );
    expect(hoverPolicy(parseToml(text), text.indexOf("alone") + 1, withInventedCorrelation)?.markdown).toContain(
      alone.documentation,
    );
    expect(hoverPolicy(parseToml(text), text.indexOf("since") + 1, withInventedCorrelation)?.markdown).toContain(
      "Since when nothing may have come.",
    );
    expect(fixesAt(written('alonee = { since = "start" }'), "alonee", withInventedCorrelation)).toContain(
      "Write alone",
    );
    expect(renderPolicyReference(withInventedCorrelation)).toContain(alone.documentation);
  });

  test("is left out of Sigma's rules by its name", () => {
    const { policy } = parsePolicy(text, withInventedCorrelation);
    expect(policy && sigmaRules(policy).notes).toEqual([
      "The detection a is not there: Sigma cannot say alone: it cannot count to one.",
    ]);
  });
});
