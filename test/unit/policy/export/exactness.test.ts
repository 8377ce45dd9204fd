import { describe, expect, test } from "vitest";
import { compileCondition } from "../../../../core/policy/evaluate/conditions.ts";
import { deliveringConditions, ExportRefused } from "../../../../core/policy/export/deliveringConditions.ts";
import type { Exactness } from "../../../../core/policy/export/exactness.ts";
import { type ConditionWriter, sayCondition } from "../../../../core/policy/export/sayCondition.ts";
import {
  cannotSay,
  cautiously,
  exactly,
  findingLess,
  findingMore,
  inOtherWords,
  type TargetForm,
} from "../../../../core/policy/export/targetForm.ts";
import type { Condition } from "../../../../core/policy/model/condition.ts";
import type { Answer } from "../../../../core/policy/model/conditionAnswer.ts";
import { exists } from "../../../../core/policy/operators/exists.ts";
import { type AskedAttribute, type Operator, testOf } from "../../../../core/policy/operators/operator.ts";
import fc from "../../seededCheck.ts";

const attribute = (name: string): Condition => ({ kind: "attribute", attribute: name, tests: [testOf(exists, true)] });

/** A target that says each attribute's test in the form that is given for it, in the language of JavaScript. */
const writer = (forms: Readonly<Record<string, TargetForm<string>>>): ConditionWriter => ({
  target: "the target",
  test: (name) => forms[name] ?? exactly(name),
  all: (parts) => (parts.length === 0 ? "true" : `(${parts.join(" && ")})`),
  any: (parts) => (parts.length === 0 ? "false" : `(${parts.join(" || ")})`),
  not: (part) => `!${part}`,
});

const forms = {
  same: exactly("same"),
  wider: findingMore("wider", "it also finds others"),
  narrower: findingLess("narrower", "it misses some"),
};

const names = ["same", "wider", "narrower"] as const;
const conditionOf = (names: readonly string[]): fc.Arbitrary<Condition> =>
  fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...names).map(attribute),
      fc.record({
        kind: fc.constantFrom("any" as const, "all" as const),
        conditions: fc.array(tie("condition"), { maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant("not" as const), condition: tie("condition") }),
    ),
  })).condition;

/** What a condition finds for an event, where `values` says what each test does. */
function finds(condition: Condition, values: Readonly<Record<string, boolean>>): boolean {
  switch (condition.kind) {
    case "attribute":
      return values[condition.attribute] === true;
    case "all":
      return condition.conditions.every((part) => finds(part, values));
    case "any":
      return condition.conditions.some((part) => finds(part, values));
    case "not":
      return !finds(condition.condition, values);
  }
}

/** Every way in which the preview and a target may answer about one event. */
const answers = [true, false].flatMap((same) =>
  [true, false].flatMap((preview) =>
    [true, false].flatMap((target) => [
      ...(target || !preview ? [{ name: "wider", same, preview, target }] : []),
      ...(preview || !target ? [{ name: "narrower", same, preview, target }] : []),
    ]),
  ),
);

const isWithin: Readonly<Record<Exactness, (preview: boolean, target: boolean) => boolean>> = {
  exact: (preview, target) => preview === target,
  more: (preview, target) => target || !preview,
  less: (preview, target) => preview || !target,
  unclear: () => true,
};

test("What is claimed of a condition holds, however its parts are joined", () => {
  fc.assert(
    fc.property(conditionOf(names), (condition) => {
      const { exactness } = sayCondition(condition, writer(forms));
      for (const wide of answers.filter(({ name }) => name === "wider"))
        for (const narrow of answers.filter(({ name, same }) => name === "narrower" && same === wide.same)) {
          const preview = finds(condition, { same: wide.same, wider: wide.preview, narrower: narrow.preview });
          const target = finds(condition, { same: wide.same, wider: wide.target, narrower: narrow.target });
          expect(isWithin[exactness](preview, target), exactness).toBe(true);
        }
    }),
  );
});

describe("Where the preview cannot say whether a test holds", () => {
  const tests = ["exact", "cautious", "known"] as const;
  const own = {
    exact: exactly("exact holds", "exact may hold"),
    cautious: cautiously("cautious holds", "cautious may hold", "it says so of more"),
    known: exactly("known holds"),
  };
  const json: ConditionWriter = {
    target: "the target",
    test: (name) => inOtherWords(own[name as keyof typeof own], (text) => JSON.stringify(text)),
    all: (parts) => `["all",[${parts}]]`,
    any: (parts) => `["any",[${parts}]]`,
    not: (part) => `["not",[${part}]]`,
  };

  /** What the target finds, where these of the leaves are true. */
  function isFound(written: unknown, leaves: ReadonlySet<string>): boolean {
    if (!Array.isArray(written)) return leaves.has(String(written));
    const parts = (written[1] as unknown[]).map((part) => isFound(part, leaves));
    return written[0] === "all" ? parts.every(Boolean) : written[0] === "any" ? parts.some(Boolean) : parts[0] !== true;
  }

  const answer = fc.constantFrom(true, false, undefined);
  const leavesOf = (name: string, answer: Answer): string[] => [
    ...(answer === true ? [`${name} holds`] : []),
    ...(answer !== false ? [`${name} may hold`] : []),
  ];

  test("an export delivers what surely meets the conditions and nothing else, however they are joined", () => {
    const input = fc.record({ exact: answer, cautious: answer, known: fc.boolean(), isSilent: fc.boolean() });
    fc.assert(
      fc.property(conditionOf(tests), input, (condition, { isSilent, ...answers }) => {
        const asked = {
          ...exists,
          compile:
            (_: boolean, { attribute }: AskedAttribute) =>
            () =>
              answers[attribute as keyof typeof answers],
        };
        const preview = compileCondition(asking(condition, asked), {
          hasSecret: () => false,
          occursIn: () => () => false,
        });
        const subject = { attributes: new Map(), resource: new Map(), body: undefined };
        const shown = preview(subject) === true;
        const [text = ""] = deliveringConditions([condition], json, "destinations.siem", () => {});
        const leaves = new Set([
          ...leavesOf("exact", answers.exact),
          ...leavesOf("cautious", isSilent ? undefined : answers.cautious),
          ...leavesOf("known", answers.known),
        ]);
        const delivered = isFound(JSON.parse(text), leaves);
        if (isSilent) expect(delivered && !shown).toBe(false);
        else expect(delivered).toBe(shown);
      }),
    );
  });
});

/** The same with another operator behind each attribute. */
function asking(condition: Condition, operator: Operator<boolean>): Condition {
  switch (condition.kind) {
    case "attribute":
      return { ...condition, tests: [testOf(operator, true)] };
    case "not":
      return { kind: "not", condition: asking(condition.condition, operator) };
    case "all":
    case "any":
      return { ...condition, conditions: condition.conditions.map((one) => asking(one, operator)) };
  }
}

test.each<[string, Condition, Exactness]>([
  ["any keeps it", { kind: "any", conditions: [attribute("same"), attribute("wider")] }, "more"],
  ["a list keeps it", { kind: "all", conditions: [attribute("narrower"), attribute("same")] }, "less"],
  ["not turns it round", { kind: "not", condition: attribute("wider") }, "less"],
  ["not of not keeps it", { kind: "not", condition: { kind: "not", condition: attribute("narrower") } }, "less"],
  ["two directions have none", { kind: "any", conditions: [attribute("narrower"), attribute("wider")] }, "unclear"],
  ["what is exact stays so", { kind: "not", condition: { kind: "all", conditions: [attribute("same")] } }, "exact"],
])("Of a form that finds more or less: %s", (_, condition, expected) => {
  expect(sayCondition(condition, writer(forms)).exactness).toBe(expected);
});

describe("The conditions of a destination", () => {
  const said = (condition: Condition, own: Readonly<Record<string, TargetForm<string>>> = forms) => {
    const notes: string[] = [];
    const texts = deliveringConditions([attribute("same"), condition], writer(own), "destinations.siem", (note) =>
      notes.push(note),
    );
    return { texts, notes };
  };

  test("may find less, which is noted with the word and the destination", () => {
    expect(said(attribute("narrower"))).toEqual({
      texts: ["(same)", "(narrower)"],
      notes: ["destinations.siem may deliver less than the preview: of exists, it misses some."],
    });
    expect(said({ kind: "not", condition: attribute("wider") }).texts).toEqual(["(same)", "!(wider)"]);
  });

  test.each<[string, Condition, string]>([
    ["find more", attribute("wider"), "it also finds others"],
    ["deny what finds less", { kind: "not", condition: attribute("narrower") }, "it misses some"],
  ])("are refused by name where they %s, with what to do", (_, condition, reason) => {
    expect(() => said(condition)).toThrow(
      `destinations.siem.when[1]: the target cannot say exists exactly and would deliver more than the preview shows: ${reason}. Nothing was written: say it in other words, or export a policy without this destination.`,
    );
    expect(() => said(condition)).toThrow(ExportRefused);
  });

  test("are refused by name where the target has no word, however deep it stands", () => {
    const own = { a: cannotSay("it has no such thing") };
    const deep: Condition = {
      kind: "any",
      conditions: [{ kind: "not", condition: attribute("a") }, attribute("same")],
    };
    expect(() => said(deep, own)).toThrow(
      "destinations.siem.when[1]: the target cannot say exists: it has no such thing. Nothing was written",
    );
  });
});
