import { expect, test } from "vitest";
import type { AnyValue } from "../../../core/otlp/anyValue.ts";
import { classAction } from "../../../core/policy/evaluate/classAction.ts";
import { type CompiledPolicy, compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluate, localView } from "../../../core/policy/evaluate/evaluate.ts";
import type { RedactedEvent } from "../../../core/policy/model/outcome.ts";
import type { Destination } from "../../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import fc from "../seededCheck.ts";
import { attributeNames, generatedPolicies } from "./generatedPolicies.ts";
import { planted } from "./plantedSecrets.ts";
import { anyValue, event, textIn } from "./policyFixtures.ts";

/** A value that occurs nowhere else: found again, it can only have come from there. */
const marker = fc.uuid().map((id) => `marker-${id}`);

const nested = (leaf: fc.Arbitrary<string>): fc.Arbitrary<AnyValue> =>
  fc.oneof(
    leaf.map((text) => anyValue(text)),
    leaf.map((text) => anyValue(`{"cmd":"echo ${text}"}\nline two`)),
    leaf.map((text) => anyValue([1n, text, true])),
    leaf.map((text) => anyValue({ key: { inner: [text] }, [text]: 2.5 })),
    leaf.map((text) => anyValue(new TextEncoder().encode(text))),
  );

const attributeName = fc.constantFrom(...attributeNames, "body");
const events = fc
  .record({
    name: fc.constantFrom("codex.user_prompt", "codex.tool_result", "other"),
    attributes: fc.uniqueArray(fc.tuple(attributeName, nested(marker)), { selector: ([name]) => name, maxLength: 6 }),
    resource: fc.uniqueArray(fc.tuple(attributeName, nested(marker)), { selector: ([name]) => name, maxLength: 4 }),
    body: fc.option(nested(marker), { nil: undefined }),
  })
  .map(({ name, attributes, resource, body }) => ({
    ...event(name),
    attributes: new Map(attributes),
    resource: new Map(resource),
    body,
  }));

const textOf = ({ attributes, resource, body }: RedactedEvent): string =>
  [...attributes.values(), ...resource.values(), body].map(textIn).join("\n");

const markersIn = (value: AnyValue | undefined): string[] => textIn(value).match(/marker-[0-9a-f-]{36}/g) ?? [];

function hidden(policy: CompiledPolicy, destination: Destination, name: string): boolean {
  const decided = classAction(destination, policy.classOf(name)).kind;
  return decided === "drop" || decided === "mask" || decided === "hash";
}

test("No value of a class that is dropped, masked or hashed occurs in what that destination gets", () => {
  fc.assert(
    fc.property(generatedPolicies, events, (definition, received) => {
      const policy = compilePolicy(definition);
      const named: (readonly [string, AnyValue | undefined])[] = [
        ...received.attributes,
        ...[...received.resource].map(([name, value]) => [`resource.${name}`, value] as const),
        ["body", received.body],
      ];
      for (const [i, outcome] of evaluate(policy, received).entries()) {
        const destination = definition.destinations[i] as Destination;
        const text = textOf(outcome.redacted) + JSON.stringify(outcome.redactions) + outcome.reason;
        for (const [name, value] of named) {
          if (!hidden(policy, destination, name)) continue;
          for (const marked of markersIn(value)) expect(text).not.toContain(marked);
        }
      }
    }),
  );
});

test("What is kept arrives unchanged", () => {
  fc.assert(
    fc.property(generatedPolicies, events, (definition, received) => {
      const policy = compilePolicy(definition);
      for (const [i, { redacted }] of evaluate(policy, received).entries()) {
        const destination = definition.destinations[i] as Destination;
        for (const [name, value] of received.attributes) {
          const decided = classAction(destination, policy.classOf(name));
          if (decided.kind === "keep") expect(redacted.attributes.get(name)).toEqual(value);
        }
      }
    }),
  );
});

test("What a destination gets does not depend on the others or on their order", () => {
  fc.assert(
    fc.property(generatedPolicies, events, fc.nat(), (definition, received, turn) => {
      const at = turn % definition.destinations.length;
      const { destinations } = definition;
      const rotated = { ...definition, destinations: [...destinations.slice(at), ...destinations.slice(0, at)] };
      const byName = (outcomes: ReturnType<typeof evaluate>) =>
        outcomes.toSorted((one, other) => one.destination.localeCompare(other.destination));
      const together = byName(evaluate(compilePolicy(definition), received));
      expect(byName(evaluate(compilePolicy(rotated), received))).toEqual(together);
      const alone = destinations.flatMap((one) =>
        evaluate(compilePolicy({ ...definition, destinations: [one] }), received),
      );
      expect(byName(alone)).toEqual(together);
    }),
  );
});

test("No planted secret occurs in what any destination or the local view gets, wherever it was put", () => {
  const policy = compilePolicy(loadDefaultPolicy());
  const secret = fc.constantFrom(...Object.values(planted).map(({ secret }) => secret));
  const anyName = fc.constantFrom(
    "prompt",
    "arguments",
    "output",
    "model",
    "tool_name",
    "error.message",
    "brand.new",
    "host.name",
  );
  const secretEvent = fc
    .record({
      attributes: fc.uniqueArray(fc.tuple(anyName, nested(secret)), { selector: ([name]) => name }),
      resource: fc.uniqueArray(fc.tuple(anyName, nested(secret)), { selector: ([name]) => name }),
      body: nested(secret),
    })
    .map(({ attributes, resource, body }) => ({
      ...event("codex.tool_result"),
      attributes: new Map(attributes),
      resource: new Map(resource),
      body,
    }));
  fc.assert(
    fc.property(secretEvent, (received) => {
      const views = [localView(policy, received), ...evaluate(policy, received).map(({ redacted }) => redacted)];
      for (const text of views.map(textOf)) {
        for (const { secret } of Object.values(planted)) expect(text).not.toContain(secret);
      }
    }),
  );
});
