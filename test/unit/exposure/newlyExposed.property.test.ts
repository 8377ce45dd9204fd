import { expect, test } from "vitest";
import type { CodexEvent } from "../../../core/events/codexEvent.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { exposureOf } from "../../../core/exposure/exposure.ts";
import { newlyExposed } from "../../../core/exposure/newlyExposed.ts";
import type { AnyValue } from "../../../core/otlp/anyValue.ts";
import { countItems, type OtlpRequest } from "../../../core/otlp/requests.ts";
import type { RedactAction } from "../../../core/policy/actions/redactAction.ts";
import { deliverRequest } from "../../../core/policy/deliver/deliverRequest.ts";
import { type CompiledPolicy, compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluate } from "../../../core/policy/evaluate/evaluate.ts";
import { textOfValue } from "../../../core/policy/evaluate/valueText.ts";
import { maskText } from "../../../core/policy/model/masked.ts";
import type { RedactedEvent, Redaction } from "../../../core/policy/model/outcome.ts";
import type { Condition, Policy, SecretDefinition } from "../../../core/policy/model/policyModel.ts";
import { equals } from "../../../core/policy/operators/equals.ts";
import { exists } from "../../../core/policy/operators/exists.ts";
import { hasSecret } from "../../../core/policy/operators/hasSecret.ts";
import { matches } from "../../../core/policy/operators/matches.ts";
import { notEquals } from "../../../core/policy/operators/notEquals.ts";
import { testOf } from "../../../core/policy/operators/operator.ts";
import { secretsInOrder } from "../../../core/policy/read/builtInSecrets.ts";
import { tries } from "../../fuzz/effort.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";
import fc from "../seededCheck.ts";

/** A policy of one destination, in parts that can be exchanged one by one. */
interface Draft {
  readonly classes: readonly (readonly [glob: string, name: string])[];
  readonly actions: Readonly<Record<string, RedactAction>>;
  readonly signals: Policy["destinations"][number]["signals"];
  readonly receives: readonly string[];
  readonly when: readonly Condition[];
  readonly builtIn: boolean;
  readonly secrets: readonly SecretDefinition[];
  readonly salt: string | undefined;
}

const classNames = ["one", "two", "three"] as const;
const globs = [
  ...["prompt", "output", "arguments", "model", "call_id", "conversation.id", "event.name", "user.email", "cwd"],
  ...[
    "event.*",
    "*.id",
    "*_id",
    "tool_*",
    "resource.*",
    "resource.host.name",
    "resource.service.*",
    "body",
    "*o*",
    "?rompt",
    "*",
  ],
];
const action: fc.Arbitrary<RedactAction> = fc.oneof(
  fc.constantFrom("keep" as const, "drop" as const, "mask" as const, "hash" as const).map((kind) => ({ kind })),
  fc.constantFrom(0, 5, 40).map((bytes) => ({ kind: "truncate" as const, bytes })),
);
const attribute = fc.constantFrom("tool_name", "event.name", "success", "prompt", "output", "resource.service.name");
const operator = fc.constantFrom(
  testOf(exists, true),
  testOf(equals, ["exec_command", "true"]),
  testOf(notEquals, ["exec_command"]),
  testOf(matches, "^codex"),
  testOf(hasSecret, true),
  testOf(hasSecret, false),
);
const test_: fc.Arbitrary<Condition> = fc
  .tuple(attribute, operator)
  .map(([name, tested]) => ({ kind: "attribute", attribute: name, tests: [tested] }));
const condition: fc.Arbitrary<Condition> = fc.oneof(
  test_,
  test_.map((inner): Condition => ({ kind: "not", condition: { kind: "all", conditions: [inner] } })),
  fc.tuple(test_, test_).map((conditions): Condition => ({ kind: "any", conditions })),
);
const parts = {
  classes: fc.uniqueArray(fc.tuple(fc.constantFrom(...globs), fc.constantFrom(...classNames)), {
    selector: ([glob]) => glob,
    maxLength: 8,
  }),
  actions: fc.dictionary(fc.constantFrom(...classNames, "unknown"), action),
  signals: fc.subarray(["logs", "traces", "metrics"] as const, { minLength: 1 }),
  receives: fc.subarray(["*", "codex.*", "codex.tool_*", "codex.user_prompt", "codex.tool_result"], { minLength: 1 }),
  when: fc.array(condition, { maxLength: 2 }),
  builtIn: fc.boolean(),
  secrets: fc.uniqueArray(
    fc.constantFrom(
      { name: "start", pattern: "^[^\\[]{20}" },
      { name: "digits", pattern: "[0-9]{3,}" },
      { name: "word", pattern: "[a-z]+_[a-z]+" },
      { name: "github_token", pattern: "ghp_" },
    ),
    { selector: ({ name }) => name, maxLength: 3 },
  ),
  salt: fc.option(fc.constantFrom("SALT", "OTHER"), { nil: undefined }),
};
const draft: fc.Arbitrary<Draft> = fc.record(parts);

/** The same with a few parts exchanged, so that often nothing is newly exposed. */
const changed = (of: Draft): fc.Arbitrary<Draft> =>
  fc.oneof(
    fc
      .tuple(fc.subarray(Object.keys(parts) as (keyof Draft)[], { minLength: 1, maxLength: 2 }), draft)
      .map(([keys, other]) => ({ ...of, ...Object.fromEntries(keys.map((key) => [key, other[key]])) })),
    fc.record<Draft>({
      signals: fc.constant(of.signals),
      receives: fc.constant(of.receives),
      builtIn: fc.constant(of.builtIn),
      salt: fc.constant(of.salt),
      classes: fc
        .tuple(fc.shuffledSubarray([...of.classes]), parts.classes)
        .map(([some, more]) => [...new Map([...more.slice(0, 1), ...some])]),
      actions: fc
        .tuple(fc.constantFrom(...classNames, "unknown"), action)
        .map(([name, other]) => ({ ...of.actions, [name]: other })),
      secrets: parts.secrets.map((more) => [
        ...new Map([...of.secrets, ...more].map((one) => [one.name, one])).values(),
      ]),
      when: fc.array(condition, { maxLength: 1 }).map((more) => [...more, ...of.when]),
    }),
  );

const policyOf = ({ classes, actions, signals, receives, when, builtIn, secrets, salt }: Draft): Policy => ({
  version: 1,
  classes: classNames.map((name) => ({
    name,
    attributes: classes.filter(([, of]) => of === name).map(([glob]) => glob),
  })),
  secrets: secretsInOrder(secrets, builtIn),
  hashing: { saltEnvironmentVariable: salt },
  destinations: [
    {
      name: "siem",
      description: "",
      signals,
      receives,
      when,
      redact: new Map(Object.entries(actions)),
      forward: undefined,
    },
  ],
  detections: [],
});

const exposure = (policy: Policy) => exposureOf(policy, policy.destinations[0] as Policy["destinations"][number]);
const compiled = (policy: Policy) => compilePolicy(policy, (name) => name);

/** What is readable of a text, without what stands for something that was taken out, also where that is cut. */
const pieces = (text: string): readonly string[] =>
  text.split(/\[SECRET:[a-z_]+\]|\[(?:S|SE|SEC|SECR|SECRE|SECRET|SECRET:[a-z_]*)?$/).filter((piece) => piece !== "");
const isWithin = (text: string, other: string): boolean => pieces(text).every((piece) => other.includes(piece));

function partsOf({ attributes, resource, body }: RedactedEvent): ReadonlyMap<string, AnyValue> {
  return new Map([
    ...attributes,
    ...[...resource].map(([name, value]) => [`resource.${name}`, value] as const),
    ...(body === undefined ? [] : [["body", body] as const]),
  ]);
}

/** Whether a destination sees more of an event than it did, as the evaluator has it. */
function seesMore(before: CompiledPolicy, after: CompiledPolicy, event: CodexEvent): string | undefined {
  const [old] = evaluate(before, event);
  const [now] = evaluate(after, event);
  if (now?.decision !== "deliver") return undefined;
  if (old?.decision !== "deliver") return "an event that was withheld";
  const known = partsOf(old.redacted);
  const actions = (of: readonly Redaction[]) => new Map(of.map((one) => [one.attribute, one.action]));
  const [oldActions, newActions] = [actions(old.redactions), actions(now.redactions)];
  for (const [name, value] of partsOf(now.redacted)) {
    const was = known.get(name);
    if (was === undefined) return `${name}, which was dropped`;
    const [text, oldText] = [textOfValue(value), textOfValue(was)];
    if (text === oldText || text === "" || newActions.get(name) === "mask") continue;
    const hidden = oldActions.get(name) === "mask" || oldActions.get(name) === "hash";
    if (hidden) return `${name}, which was hidden`;
    if (newActions.get(name) !== "hash" && !isWithin(text, oldText)) return `more of ${name}`;
  }
  return undefined;
}

/** Every text in a request; what is cut becomes text, so numbers and truth values are some too. */
function textsIn(value: unknown, into = new Set<string>()): Set<string> {
  if (["string", "number", "bigint", "boolean"].includes(typeof value)) into.add(String(value));
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) textsIn(inner, into);
  return into;
}

/** The same for spans and metric points, by the texts in what goes. */
function carriesMore(before: CompiledPolicy, after: CompiledPolicy, request: OtlpRequest): string | undefined {
  const [old, now] = [before, after].map((policy) => deliverRequest(policy, "siem", request).request);
  if (now === undefined) return undefined;
  if (old === undefined || countItems(now) > countItems(old)) return "an item that was withheld";
  const known = textsIn(old);
  const all = [...known].join("\n");
  for (const text of textsIn(now)) {
    if (known.has(text) || text === maskText || /^[0-9a-f]{64}$/.test(text) || isWithin(text, all)) continue;
    return `the text ${text}`;
  }
  return undefined;
}

/** The first few requests of each, so that every kind of event, span and point is among them. */
const events = captureNames
  .filter((name) => name.includes(".logs."))
  .flatMap((name) => captureRequests(name))
  .flatMap((request) => (request.signal === "logs" ? eventsOf(request.request) : []))
  .filter((_, i) => i % 3 === 0);
const others = captureRequests("secrets.all.otlp.jsonl.gz").filter(({ signal }) => signal !== "logs");
const [spans, points] = (["traces", "metrics"] as const).map((wanted) =>
  others.find(({ signal }) => signal === wanted),
);

test("Whatever a destination sees of recorded sessions, and did not under the policy before, is told as newly exposed", () => {
  const runs = tries(120);
  const seen = { nothingNew: 0, narrower: 0, told: 0, shown: 0 };
  const pairs = draft.chain((before) => changed(before).map((after) => [before, after] as const));
  fc.assert(
    fc.property(pairs, fc.nat(4), (pair, turn) => {
      const [before, after] = pair.map(policyOf) as [Policy, Policy];
      const news = newlyExposed(exposure(before), exposure(after));
      const [old, now] = [compiled(before), compiled(after)];
      const more = events
        .filter((_, i) => i % 5 === turn)
        .map((event) => seesMore(old, now, event))
        .find((one) => one !== undefined);
      if (more !== undefined) seen.shown++;
      if (news.length > 0) {
        seen.told++;
        return;
      }
      seen.nothingNew++;
      if (JSON.stringify(exposure(before)) !== JSON.stringify(exposure(after))) seen.narrower++;
      expect(more).toBeUndefined();
    }),
    { numRuns: runs },
  );
  expect(seen.shown).toBeGreaterThan(runs / 12);
  expect(seen.told).toBeGreaterThan(runs / 6);
  expect(seen.narrower).toBeGreaterThan(runs / 10);
});

test("The same holds for spans and metric points", () => {
  let narrower = 0;
  const all = draft.map((one): Draft => ({ ...one, signals: ["logs", "traces", "metrics"] }));
  const pairs = all.chain((before) => changed(before).map((after) => [before, after] as const));
  fc.assert(
    fc.property(pairs, (pair) => {
      const [before, after] = pair.map(policyOf) as [Policy, Policy];
      if (newlyExposed(exposure(before), exposure(after)).length > 0) return;
      narrower++;
      for (const request of [spans, points]) {
        if (request === undefined) throw new Error("the captures have no such request");
        expect(carriesMore(compiled(before), compiled(after), request)).toBeUndefined();
      }
    }),
    { numRuns: tries(20) },
  );
  expect(narrower).toBeGreaterThan(3);
});
