import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { type Action, actionText } from "../../../core/policy/actions/action.ts";
import type { ActionIndex } from "../../../core/policy/actions/actionIndex.ts";
import { productActions } from "../../../core/policy/actions/index.ts";
import type { RedactAction } from "../../../core/policy/actions/redactAction.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluate } from "../../../core/policy/evaluate/evaluate.ts";
import { monadPipeline } from "../../../core/policy/export/monad/monadPipeline.ts";
import { collectorConfig } from "../../../core/policy/export/otelcol/collectorConfig.ts";
import { diagnosePolicy } from "../../../core/policy/language/check/diagnosePolicy.ts";
import { completePolicy } from "../../../core/policy/language/completePolicy.ts";
import { hoverPolicy } from "../../../core/policy/language/hoverPolicy.ts";
import type { Policy } from "../../../core/policy/model/policyModel.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { marked } from "../config/language/marked.ts";
import { renderPolicyReference } from "../docs/renderPolicyReference.ts";
import { backwards, blank, inventedVocabulary, withInvented } from "./inventedActions.ts";
import { anyValue, event } from "./policyFixtures.ts";

const written = ({ kind, bytes }: RedactAction): string =>
  bytes === undefined ? JSON.stringify(kind) : actionText({ kind, bytes });

const exampleOf = ({ kind, example: { bytes } }: Action): RedactAction =>
  bytes === undefined ? { kind } : { kind, bytes };

/** A policy whose one destination says this of prompts, and something else of all the rest. */
function policyWith(action: RedactAction): Policy {
  const rest = action.kind === "keep" ? "drop" : "keep";
  const text = `version = 1
[classes]
prompt = ["prompt"]
rest = ["*"]
[destinations.d]
receives = ["*"]
redact = { prompt = ${written(action)}, rest = "${rest}", unknown = "${rest}" }
`;
  const { policy, problems } = parsePolicy(text, inventedVocabulary);
  if (policy === undefined) throw new Error(problems.map(({ message }) => message).join(" "));
  return policy;
}

/** The same without a word about prompts. */
function without({ destinations, ...others }: Policy): Policy {
  return {
    ...others,
    classes: others.classes.filter(({ name }) => name !== "prompt"),
    destinations: destinations.map((one) => ({
      ...one,
      redact: new Map([...one.redact].filter(([name]) => name !== "prompt")),
    })),
  };
}

const promptUnder = (policy: Policy, actions: ActionIndex, prompt: string) => {
  const [outcome] = evaluate(compilePolicy(policy, undefined, actions), event("codex.user_prompt", { prompt }));
  return outcome?.redacted.attributes.get("prompt");
};

const exports = { otelcol: collectorConfig, monad: monadPipeline };

describe.each(withInvented.all.map((action) => [action.kind, action] as const))("The action %s", (_, action) => {
  const { before, after } = action.example;

  test("leaves of its example what its documentation says", () => {
    expect(promptUnder(policyWith(exampleOf(action)), withInvented, before)).toEqual(
      after === undefined ? undefined : anyValue(after),
    );
  });

  test.each(Object.entries(exports))("makes the export for %s another one than without it", (_, exported) => {
    const policy = policyWith(exampleOf(action));
    const { text, notes } = exported(policy, withInvented);
    expect(text).not.toBe(exported(without(policy), withInvented).text);
    expect(notes.length).toBeGreaterThan(0);
  });

  test("has no word twice in the index", () => {
    const others = withInvented.all.filter((other) => other !== action);
    const words = others.flatMap(({ kind, synonyms }) => [kind, ...synonyms]);
    for (const word of [action.kind, ...action.synonyms]) expect(words).not.toContain(word);
  });
});

describe("An action that no index has", () => {
  const unheardOf: RedactAction = { kind: "encrypt" };
  const policy: Policy = {
    ...policyWith({ kind: "mask" }),
    destinations: policyWith({ kind: "mask" }).destinations.map((one) => ({
      ...one,
      redact: new Map([...one.redact, ["prompt", unheardOf]]),
    })),
  };

  test("masks", () => {
    expect(promptUnder(policy, productActions, "hello")).toEqual(anyValue("[REDACTED]"));
  });

  test("is masked by the Collector, and a note names it", () => {
    const { text, notes } = collectorConfig(policy);
    const masked = collectorConfig(policyWith({ kind: "mask" })).text;
    const statements = (yaml: string) => JSON.stringify(parseYaml(yaml).processors).replaceAll("encrypt", "mask");
    expect(statements(text)).toBe(statements(masked));
    expect(notes).toContain("What the policy says encrypt of for d is masked: nothing is known of this action.");
  });

  test("is masked by Monad's query, and a note names it", () => {
    const { text, notes } = monadPipeline(policy);
    expect(text.includes('$action == \\"encrypt\\" then \\"[REDACTED]\\"')).toBe(true);
    expect(notes).toContain("What the policy says encrypt of for d is masked: nothing is known of this action.");
  });
});

describe("An action that is one file and one line in an index", () => {
  const policy = (redact: string) =>
    `version = 1\n[classes]\nprompt = ["prompt"]\n[destinations.d]\nreceives = ["*"]\nredact = { ${redact} }\n`;
  const complete = (text: string) => {
    const { document, offset } = marked(text);
    return completePolicy(document, offset, inventedVocabulary).map(({ label }) => label);
  };
  const hover = (text: string) => {
    const { document, offset } = marked(text);
    return hoverPolicy(document, offset, inventedVocabulary)?.markdown;
  };

  test("is read as a word and as a table, and refused where no index has it", () => {
    const { policy: read, problems } = parsePolicy(
      policy('prompt = "blank", unknown = { backwards = 3 }'),
      inventedVocabulary,
    );
    expect(problems).toEqual([]);
    expect([...(read?.destinations[0]?.redact ?? [])]).toEqual([
      ["prompt", { kind: "blank" }],
      ["unknown", { kind: "backwards", bytes: 3 }],
    ]);
    expect(parsePolicy(policy('prompt = "blank"')).policy).toBeUndefined();
    expect(parsePolicy(policy("prompt = { backwards = 3 }")).policy).toBeUndefined();
    expect(parsePolicy(policy("prompt = { backwards = -1 }"), inventedVocabulary).policy).toBeUndefined();
    expect(parsePolicy(policy("prompt = { backwards = 1, truncate = 1 }"), inventedVocabulary).policy).toBeUndefined();
  });

  test("is proposed as a value and as a key", () => {
    expect(complete(policy("prompt = |"))).toEqual(expect.arrayContaining(['"blank"', "{ backwards = … }"]));
    expect(complete(policy("prompt = { | }"))).toEqual(["truncate", "backwards"]);
  });

  test("is explained where it stands", () => {
    expect(hover(policy('prompt = "bl|ank"'))).toContain(blank.documentation);
    expect(hover(policy("prompt = { back|wards = 3 }"))).toContain(backwards.documentation);
    expect(hover(policy("pro|mpt = { backwards = 3 }"))).toContain("{ backwards = 3 }");
  });

  test("is what a synonym is fixed to", () => {
    const found = diagnosePolicy(parseToml(policy('prompt = "empty"')), inventedVocabulary);
    const word = found.find(({ code }) => code === "policy/unknown-word");
    expect(word?.message).toContain('"blank" or { truncate = N } or { backwards = N }');
    expect(word?.fixes.map(({ title }) => title)).toEqual(['Write "blank"']);
  });

  test("is told of where its destination forwards what it shows", () => {
    const told = (action: string) => {
      const forward = 'forward = { endpoint = "https://o.example", protocol = "grpc" }\n';
      const text = `${policy(`prompt = ${action}, unknown = "mask"`)}${forward}`;
      return diagnosePolicy(parseToml(text), inventedVocabulary).map(({ message }) => message);
    };
    expect(told('"blank"')).toEqual([]);
    expect(told("{ backwards = 3 }")).toEqual(["d sends to o.example in clear: the first 3 bytes of prompts."]);
  });

  test("is in the reference", () => {
    expect(renderPolicyReference(inventedVocabulary)).toContain(`| \`blank\` | ${blank.documentation} |`);
    expect(renderPolicyReference(inventedVocabulary)).toContain(
      `| \`{ backwards = N }\` | ${backwards.documentation} |`,
    );
  });

  test("is in the Collector's statements, or masked there with a note that names it", () => {
    expect(collectorConfig(policyWith({ kind: "blank" }), withInvented).text).toContain(
      'replace_all_patterns(cache["action blank"], "value", "^$$", "-")',
    );
    expect(collectorConfig(policyWith({ kind: "backwards", bytes: 3 }), withInvented).notes).toContain(
      "What the policy says { backwards = 3 } of for d is masked: it cannot turn a text round.",
    );
  });

  test("is in Monad's query, or masked there with a note that names it", () => {
    expect(monadPipeline(policyWith({ kind: "blank" }), withInvented).text).toContain(
      'if $action == \\"blank\\" then \\"-\\"',
    );
    expect(monadPipeline(policyWith({ kind: "backwards", bytes: 3 }), withInvented).notes).toContain(
      "What the policy says { backwards = 3 } of for d is masked: nobody has tried it.",
    );
  });
});
