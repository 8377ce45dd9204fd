import type { RedactAction } from "../../../core/policy/actions/redactAction.ts";
import type { Condition, DataClass, Policy } from "../../../core/policy/model/policyModel.ts";
import { equals } from "../../../core/policy/operators/equals.ts";
import { exists } from "../../../core/policy/operators/exists.ts";
import { greaterThan } from "../../../core/policy/operators/greaterThan.ts";
import { hasSecret } from "../../../core/policy/operators/hasSecret.ts";
import { matches } from "../../../core/policy/operators/matches.ts";
import { notEquals } from "../../../core/policy/operators/notEquals.ts";
import { type AttributeTest, testOf } from "../../../core/policy/operators/operator.ts";
import { versionBelow } from "../../../core/policy/operators/versionBelow.ts";
import fc from "../seededCheck.ts";
import { policyOf } from "./policyFixtures.ts";

/** Names of attributes that generated policies and requests speak of. */
export const classNames = ["prompt", "output", "identity", "free"] as const;
export const attributeNames = [...classNames, ...classNames.map((name) => `${name}.x`), "brand.new"];

export const redactAction: fc.Arbitrary<RedactAction> = fc.oneof(
  fc.constantFrom("keep" as const, "drop" as const, "mask" as const, "hash" as const).map((kind) => ({ kind })),
  fc.nat(50).map((bytes) => ({ kind: "truncate" as const, bytes })),
);

const globs = [
  ...attributeNames,
  ...classNames.flatMap((name) => [`${name}.*`, `resource.${name}`]),
  "*",
  "*.x",
  "*e*",
  "?rompt",
  "output*",
  "resource.*",
  "resource.*.x",
  "*prompt",
  "body",
  "b?d*",
  "status.message",
  "status.*",
];

/** Classes with exact names and globs that overlap, in any order; no name stands in two classes. */
const classes: fc.Arbitrary<readonly DataClass[]> = fc
  .array(fc.tuple(fc.constantFrom(...globs), fc.constantFrom(...classNames)), { maxLength: 12 })
  .map((pairs) => {
    const byGlob = new Map(pairs);
    return classNames.map((name) => ({
      name,
      attributes: [...byGlob].flatMap(([glob, of]) => (of === name ? [glob] : [])),
    }));
  });

const attribute = fc.constantFrom(...attributeNames, "event.name", "body", "resource.prompt", "resource.free.x");
const tested: fc.Arbitrary<AttributeTest> = fc.oneof(
  fc.boolean().map((wanted) => testOf(exists, wanted)),
  fc.constant(testOf(equals, ["codex.user_prompt", 1, true])),
  fc.constant(testOf(notEquals, ["codex.tool_result", 2n])),
  fc.constantFrom("^codex\\.", "(?i)ECHO", "[0-9]{3}").map((source) => testOf(matches, source)),
  fc.boolean().map((wanted) => testOf(hasSecret, wanted)),
  fc.constantFrom(0, 2n ** 60n).map((least) => testOf(greaterThan, least)),
  fc.constant(testOf(versionBelow, "0.150.0")),
);
const test: fc.Arbitrary<Condition> = fc
  .tuple(attribute, tested)
  .map(([name, one]) => ({ kind: "attribute", attribute: name, tests: [one] }));

const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 3, arbitrary: test },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("any" as const, "all" as const),
      conditions: fc.array(test, { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: test.map((inner) => ({ kind: "not" as const, condition: inner })) },
);

/** Policies of one to four destinations, with the built-in secrets and none of their own. */
export const generatedPolicies: fc.Arbitrary<Policy> = fc
  .record({
    classes,
    destinations: fc.array(
      fc.record({
        receives: fc.subarray(["codex.user_prompt", "codex.*", "other", "?ther"], { minLength: 1 }),
        signals: fc.subarray(["logs", "traces", "metrics"] as const, { minLength: 1 }),
        when: fc.array(condition, { maxLength: 1 }),
        actions: fc.dictionary(fc.constantFrom(...classNames, "unknown"), redactAction),
        redactDefault: fc.option(redactAction, { nil: undefined }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ classes, destinations }) => ({
    ...policyOf(""),
    classes,
    destinations: destinations.map(({ receives, signals, when, actions, redactDefault }, i) => ({
      name: `d${i}`,
      description: "",
      signals,
      receives,
      when,
      redact: new Map(Object.entries(actions)),
      redactDefault,
      forward: undefined,
    })),
  }));
