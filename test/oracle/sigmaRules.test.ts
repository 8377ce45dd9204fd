import { beforeAll, describe, expect, test } from "vitest";
import type { AnyValue } from "../../core/otlp/anyValue.ts";
import { DetectionEngine } from "../../core/policy/detect/detections.ts";
import { sampleEvent } from "../../core/policy/detect/samples.ts";
import { textOfValue } from "../../core/policy/evaluate/valueText.ts";
import { sigmaRules } from "../../core/policy/export/sigma/sigmaRules.ts";
import type { Condition, Detection, Policy } from "../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../core/policy/read/defaultPolicy.ts";
import { parsePolicy } from "../../core/policy/read/parsePolicy.ts";
import { productVocabulary, type Vocabulary } from "../../core/policy/vocabulary.ts";
import { type JudgedRule, judgeSigma, type SigmaVerdict } from "../programs/sigmaJudge.ts";
import { harmless, planted, plantedInContext } from "../unit/policy/plantedSecrets.ts";
import { captures, event, eventsIn } from "../unit/policy/policyFixtures.ts";
import { startsWith } from "../unit/policy/startsWith.ts";
import { sigma, sigmaPackages } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const builtIn = loadDefaultPolicy();

/** The events of all samples, of all captures, and some with every planted secret. */
const events = [
  ...builtIn.detections.flatMap(({ samples }) => samples.flatMap((sample) => sample.events.map(sampleEvent))),
  ...captures.flatMap((capture) => eventsIn(capture)),
  ...[...Object.values(planted), ...Object.values(plantedInContext).flat()].flatMap(({ text }) => [
    event("codex.tool_result", { arguments: JSON.stringify({ cmd: text }) }),
    event("codex.tool_result", { output: `first\n${text}\nlast\n` }),
  ]),
  ...harmless.map((text) => event("codex.tool_result", { output: text })),
];

function plain(value: AnyValue): unknown {
  if (value.kind === "int" || value.kind === "double") return Number(value.value);
  return value.kind === "bool" ? value.value : textOfValue(value);
}

const plainEvent = ({ name, attributes, resource }: (typeof events)[number]) => ({
  ...Object.fromEntries([...resource].map(([key, value]) => [`resource.${key}`, plain(value)])),
  ...Object.fromEntries([...attributes].map(([key, value]) => [key, plain(value)])),
  "event.name": name,
});
const asked = events.map(plainEvent);

/** The operators of the product, and one that a file and a line in the index would add. */
const operators = [...productVocabulary.operators, startsWith];

/** Events with each value of which an operator says whether it holds for it, and without one. */
const sampleValues = [
  event("codex.tool_result"),
  ...[
    ...operators.flatMap(({ samples }) => [samples.holds.value, samples.fails.value]),
    ...["yes", "YES", "true", "False", "1", "401", "x y", ""],
    ...[true, false, 1, 401n],
  ].flatMap((value) => (value === undefined ? [] : [event("codex.tool_result", { a: value })])),
];

/** A policy with a detection for each condition. */
function policyWith(conditions: readonly string[], vocabulary: Vocabulary = productVocabulary): Policy {
  const detections = conditions.map(
    (when, i) => `[[detections]]\nid = "c${i}"\nseverity = "low"\nmessage = "m"\nevent = "codex.*"\nwhen = [${when}]\n`,
  );
  const text = `version = 1\nsecrets.ours = 'gh[po]_[A-Za-z0-9]{36}'\n${detections.join("")}`;
  const { policy, problems } = parsePolicy(text, vocabulary);
  if (policy === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return policy;
}

/** The indexes of the events at which one event alone would be found. */
function found(policy: Policy, names: readonly string[], when: readonly Condition[], among = events): number[] {
  const detection: Detection = {
    id: "alone",
    severity: "low",
    message: "Found",
    event: names,
    when,
    correlation: undefined,
    samples: [],
  };
  const engine = new DetectionEngine({ secrets: policy.secrets, detections: [detection] });
  return among.flatMap((one, index) => (engine.inspect(one).length > 0 ? [index] : []));
}

const verdicts = recordedVerdicts<SigmaVerdict>(import.meta.filename, sigma);
const judge = (rules: string, events: readonly object[]) =>
  verdicts.of({ rules, events }, async () => judgeSigma(await sigmaPackages(), rules, events));

const parts = builtIn.detections.flatMap(({ id, event: names, when, correlation }) => {
  if (correlation === undefined) return [{ id, part: "", names, when }];
  if (correlation.kind.sigma(correlation.settings).kind === "cannot") return [];
  const other = correlation.kind.other(correlation.settings);
  if (other === undefined) return [{ id, part: "_event", names, when }];
  return [
    { id, part: "_first", names, when },
    { id, part: "_second", names: other.event, when: other.when },
  ];
});

describe("pySigma, with the exported rules,", () => {
  let rules: readonly JudgedRule[] = [];
  const ruleOf = (id: string, part = "") =>
    rules.find(({ name }) => name === `codex_otel_${id.replaceAll("-", "_")}${part}`);

  beforeAll(async () => {
    const verdict = await judge(sigmaRules(builtIn).text, asked);
    expect(verdict.errors).toEqual([]);
    rules = verdict.rules;
  });

  test("takes every one of the built-in policy", () => {
    expect(rules.length).toBeGreaterThan(builtIn.detections.length);
    expect(rules.flatMap(({ errors }) => errors)).toEqual([]);
  });

  test("has one for every detection, but for those that the notes name", () => {
    const { notes } = sigmaRules(builtIn);
    const without = builtIn.detections.filter(({ id }) => ruleOf(id) === undefined).map(({ id }) => id);
    expect(without).toEqual(["new-mcp-server"]);
    expect(notes.filter((note) => without.some((id) => note.includes(id)))).toHaveLength(1);
  });

  test.each(parts)(
    "matches with that of $id$part the events that the policy's own conditions match",
    ({ id, part, names, when }) => {
      const expected = found(builtIn, names, when);
      expect(expected.length).toBeGreaterThan(0);
      expect(ruleOf(id, part)?.matches).toEqual(expected);
    },
  );

  test("reads correlations that name their events, what these share, how many and in how long", () => {
    expect(ruleOf("destructive-tool-approval")).toMatchObject({
      type: "temporal",
      rules: ["codex_otel_destructive_tool_approval_first", "codex_otel_destructive_tool_approval_second"],
      groupBy: ["conversation.id", "call_id"],
      seconds: 86_400,
    });
    expect(ruleOf("approval-without-person")).toMatchObject({ type: "temporal_ordered", groupBy: ["conversation.id"] });
    expect(ruleOf("burst-of-denials")).toMatchObject({ type: "event_count", count: 5, seconds: 300 });
  });

  test.each(operators.map((operator) => [operator.key, operator] as const))(
    "means by %s what the preview means, or finds less or more as the export says, or has no rule",
    async (key, operator) => {
      const texts = [...new Set([operator.example, operator.samples.holds.test, operator.samples.fails.test])];
      const policy = policyWith(
        texts.map((text) => `{ attribute = "a", ${key} = ${text} }`),
        { ...productVocabulary, operators },
      );
      const { text, notes } = sigmaRules(policy);
      const verdict = await judge(text, asked.concat(sampleValues.map(plainEvent)));
      for (const { id, when } of policy.detections) {
        const [condition] = when;
        const behind = condition?.kind === "attribute" ? condition.tests[0]?.value : undefined;
        const form = operator.targets.sigma(behind, { attribute: "a", secrets: policy.secrets });
        const matches = verdict.rules.find(({ name }) => name === `codex_otel_${id}`)?.matches;
        if (form.kind === "cannot") {
          expect([matches, notes.join()], id).toEqual([undefined, expect.stringContaining(key)]);
          continue;
        }
        const shown = found(policy, ["codex.*"], when, [...events, ...sampleValues]);
        const [more, less] = [
          (matches ?? []).filter((one) => !shown.includes(one)),
          shown.filter((one) => !matches?.includes(one)),
        ];
        if (form.kind !== "more") expect(more, `${id} finds more`).toEqual([]);
        if (form.kind !== "less") expect(less, `${id} finds less`).toEqual([]);
        if (form.kind !== "exact") expect(notes.join("\n")).toContain(id);
      }
    },
  );

  test("means the same by every kind of condition", async () => {
    const conditions = [
      '{ attribute = "success", equals = "false" }',
      '{ attribute = "success", equals = true }',
      '{ attribute = "success", not_equals = ["true", ""] }',
      '{ attribute = "attempt", equals = [0, 1] }',
      '{ attribute = "attempt", greater_than = 0 }',
      '{ attribute = "http.response.status_code", less_than = 400 }',
      '{ attribute = "tool_name", exists = false }',
      '{ attribute = "output", matches = "(?i)TOTAL [0-9]+" }',
      '{ attribute = "output", has_secret = false }',
      '{ attribute = "app.version", version_below = "0.169.1" }',
      '{ attribute = "app.version", version_below = "0.169.0" }',
      '{ attribute = "resource.service.name", equals = "codex_exec" }',
      '{ attribute = "prompt", equals = ["*", "a?c", "back\\\\slash"] }',
      '{ any = [{ attribute = "decision", equals = "APPROVED" }, { not = [{ attribute = "success", exists = true }] }] }',
    ];
    const policy = policyWith(conditions);
    const { text, notes } = sigmaRules(policy);
    expect(notes).toEqual([
      expect.stringMatching(/^c3: equals and not_equals know a number as it is written in the policy/),
      expect.stringMatching(/^c4, c5: greater_than and less_than compare numbers/),
      expect.stringMatching(/^c8: has_secret looks through text as it was sent/),
    ]);
    const verdict = await judge(text, asked);
    expect(verdict.errors).toEqual([]);
    for (const [i, { event: names, when }] of policy.detections.entries())
      expect(verdict.rules[i]?.matches, conditions[i]).toEqual(found(policy, names, when));
  });
});
