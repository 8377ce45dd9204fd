import { describe, expect, test } from "vitest";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../../core/policy/evaluate/evaluate.ts";
import { explainEvent } from "../../../core/policy/evaluate/explain.ts";
import { monadPipeline } from "../../../core/policy/export/monad/monadPipeline.ts";
import { collectorConfig } from "../../../core/policy/export/otelcol/collectorConfig.ts";
import { sigmaRules } from "../../../core/policy/export/sigma/sigmaRules.ts";
import { cannotSay } from "../../../core/policy/export/targetForm.ts";
import { diagnosePolicy } from "../../../core/policy/language/check/diagnosePolicy.ts";
import { completePolicy } from "../../../core/policy/language/completePolicy.ts";
import { hoverPolicy } from "../../../core/policy/language/hoverPolicy.ts";
import type { PolicyScalar } from "../../../core/policy/model/policyScalar.ts";
import type { Operator } from "../../../core/policy/operators/operator.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { productVocabulary, type Vocabulary } from "../../../core/policy/vocabulary.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { renderPolicyReference } from "../docs/renderPolicyReference.ts";
import { testTexts } from "./conditionTexts.ts";
import { event } from "./policyFixtures.ts";
import { startsWith } from "./startsWith.ts";

/** The words of the product, and one more that a file and a line in the index add. */
const vocabulary: Vocabulary = { ...productVocabulary, operators: [...productVocabulary.operators, startsWith] };

const written = (condition: string) => `version = 1
secrets.github = 'gh[po]_[A-Za-z0-9]{36}'

[destinations.siem]
receives = ["codex.tool_result"]
redact = { unknown = "keep" }
when = [${condition}]

[[detections]]
id = "d"
severity = "low"
message = "Found."
event = "codex.tool_result"
when = [${condition}]
`;

function read(condition: string, words: Vocabulary = vocabulary) {
  const { policy, problems } = parsePolicy(written(condition), words);
  if (policy === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return policy;
}

const conditionOf = ({ key }: Operator, test: string) => `{ attribute = "tool_name", ${key} = ${test} }`;

const holds = (condition: string, value: PolicyScalar | undefined): boolean => {
  const one = event("codex.tool_result", value === undefined ? {} : { tool_name: value });
  return evaluateFor(compilePolicy(read(condition)), "siem", one)?.decision === "deliver";
};

describe.each(vocabulary.operators.map((operator) => [operator.key, operator] as const))(
  "The word %s",
  (key, operator) => {
    const { holds: good, fails: bad } = operator.samples;

    test("holds for its sample that matches, and not for the other", () => {
      expect(holds(conditionOf(operator, good.test), good.value)).toBe(true);
      expect(holds(conditionOf(operator, bad.test), bad.value)).toBe(false);
    });

    test("is taken with everything that it may be followed by", () => {
      for (const text of testTexts(operator))
        expect(read(conditionOf(operator, text)).destinations[0]?.when, text).toHaveLength(1);
    });

    test("changes every export that has it, or is refused there by its name", () => {
      const without = read('{ attribute = "tool_name", exists = true }');
      for (const condition of [
        `{ attribute = "tool_name", exists = true, ${key} = ${good.test} }`,
        `{ any = [{ not = ${conditionOf(operator, good.test)} }] }`,
      ]) {
        if (key === "exists" && !condition.includes("not")) continue;
        for (const write of [collectorConfig, monadPipeline, sigmaRules])
          expect(
            textOrWord(() => write(read(condition)).text),
            `${write.name} ${condition}`,
          ).not.toBe(write(without).text);
      }
    });

    test("is offered beside an attribute, with what it means", () => {
      const text = '[destinations.siem]\nwhen = [{ attribute = "tool_name",  }]\n';
      const items = completePolicy(parseToml(text), text.indexOf(",  }") + 2, vocabulary);
      expect(items.find(({ label }) => label === key)?.documentation).toContain(operator.documentation);
    });

    test("is offered as a whole condition where it says with which attribute", () => {
      const text = "[destinations.siem]\nwhen = []\n";
      const items = completePolicy(parseToml(text), text.indexOf("]\n", 22), vocabulary);
      const whole = items.find(({ label }) => label === `{ attribute = …, ${key} = … }`);
      expect(whole?.documentation).toBe(operator.starter?.documentation);
      expect(whole?.newText.includes(`${key} = `)).toBe(operator.starter === undefined ? undefined : true);
    });

    test("is what it is called elsewhere, and what it is misspelt as", () => {
      for (const other of [...(operator.foreignNames ?? []), `${key}x`]) {
        const text = written(`{ attribute = "tool_name", ${other} = ${good.test} }`);
        const found = diagnosePolicy(parseToml(text), vocabulary).find(({ code }) => code === "policy/unknown-key");
        expect(found?.message).toContain(key);
        expect(found?.fixes.map(({ title }) => title)).toContain(`Write ${key}`);
      }
    });

    test("is explained where it stands, in the reference, and to who asks about an event", () => {
      const condition = conditionOf(operator, good.test);
      const text = written(condition);
      const hover = hoverPolicy(parseToml(text), text.indexOf(`${key} =`) + 1, vocabulary);
      expect(hover?.markdown).toContain(operator.documentation);
      expect(renderPolicyReference(vocabulary)).toContain(operator.documentation);
      const value = bad.value === undefined ? {} : { tool_name: bad.value };
      const account = explainEvent(
        compilePolicy(read(conditionOf(operator, bad.test))),
        event("codex.tool_result", value),
        [],
      );
      const test = read(conditionOf(operator, bad.test)).destinations[0]?.when[0];
      const words = test?.kind === "attribute" ? operator.words(test.tests[0]?.value) : "";
      expect(words).not.toBe("");
      expect(JSON.stringify(account.destinations[0]?.steps)).toContain(JSON.stringify(words).slice(1, -1));
    });

    test("is no mistake in a policy, and what cannot follow it is one", () => {
      const codes = (text: string) => diagnosePolicy(parseToml(text), vocabulary).map(({ code }) => code);
      const unproven = ["policy/detection-unproven"];
      expect(codes(written(conditionOf(operator, good.test)))).toEqual(unproven);
      expect(codes(written(conditionOf(operator, "{ x = 1 }")))).toContain("policy/wrong-type");
    });
  },
);

/** The text of an export, or the words that it refuses. */
function textOrWord(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return (error as Error).message;
  }
}

test("A word that is not in the index is not taken", () => {
  const { policy, problems } = parsePolicy(written(conditionOf(startsWith, '"mcp_"')));
  expect(policy).toBeUndefined();
  expect(problems.map(({ code }) => code)).toContain("policy/unknown-key");
});

describe("An export that has no form for a word", () => {
  const mute: Operator<string> = {
    ...startsWith,
    key: "sounds_like",
    targets: {
      otelcol: () => cannotSay("it is deaf"),
      monad: () => cannotSay("it is deaf"),
      sigma: () => cannotSay("it is deaf"),
    },
  };
  const words = { ...productVocabulary, operators: [...productVocabulary.operators, mute] };

  test.each([
    ["the Collector", collectorConfig],
    ["Monad", monadPipeline],
  ])("refuses it by its name, with its place and what to do: %s", (target, write) => {
    for (const condition of [conditionOf(mute, '"a"'), `{ not = { any = [${conditionOf(mute, '"a"')}] } }`])
      expect(() => write(read(condition, words))).toThrow(
        `destinations.siem.when[0]: ${target} cannot say sounds_like: it is deaf. Nothing was written: say it in other words, or export a policy without this destination.`,
      );
  });

  test("leaves the detection out and names both: Sigma", () => {
    const { text, notes } = sigmaRules(read(conditionOf(mute, '"a"'), words));
    expect(notes).toEqual(["The detection d is not there: Sigma cannot say sounds_like: it is deaf."]);
    expect(text).toContain(`# ${notes[0]}`);
    expect(text).not.toContain("detection:");
  });
});

describe.each(productVocabulary.correlations.map((kind) => [kind.key, kind] as const))(
  "The correlation %s",
  (key, kind) => {
    const policyWith = (correlation: string) => {
      const text = written('{ attribute = "tool_name", exists = true }') + correlation;
      const { policy, problems } = parsePolicy(text);
      if (policy === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
      return policy;
    };

    test("changes the Sigma rules, or is refused by its name", () => {
      const { text, notes } = sigmaRules(policyWith(`${key} = ${kind.example}\n`));
      expect(text).not.toBe(sigmaRules(policyWith("")).text);
      if (!text.includes("correlation:")) expect(notes.join()).toContain(`Sigma cannot say ${key}: `);
    });
  },
);
