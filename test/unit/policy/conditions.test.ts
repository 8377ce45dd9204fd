import { expect, test } from "vitest";
import { allOf } from "../../../core/policy/evaluate/conditions.ts";
import { conditionContext } from "../../../core/policy/evaluate/policyScan.ts";
import { event, policyOf } from "./policyFixtures.ts";

/** Whether a condition, written as in a policy, holds for an event. */
function holds(
  condition: string,
  attributes: Parameters<typeof event>[1],
  rest?: Parameters<typeof event>[2],
): boolean {
  const policy = policyOf(`[destinations.d]\nreceives = ["*"]\nwhen = [${condition}]`);
  const when = policy.destinations[0]?.when ?? [];
  const context = conditionContext(policy.secrets, when);
  return allOf(when, context)(event("codex.api_request", attributes, rest)) === true;
}

test("has_secret holds where one of the policy's secrets occurs, and has an exact opposite", () => {
  const policy = policyOf(`
    secrets.ours = 'our-[0-9]+'
    [destinations.d]
    receives = ["*"]
    when = [{ attribute = "output", has_secret = true }]
    [destinations.e]
    receives = ["*"]
    when = [{ attribute = "output", has_secret = false }]`);
  const [has, hasNone] = policy.destinations.map(({ when }) => allOf(when, conditionContext(policy.secrets, when)));
  const asked = (attributes: Parameters<typeof event>[1]) =>
    [has, hasNone].map((condition) => condition?.(event("codex.tool_result", attributes)));
  expect(asked({ output: "an our-123 inside" })).toEqual([true, false]);
  expect(asked({ output: ["nested", { deep: "our-1" }] })).toEqual([true, false]);
  expect(asked({ output: "nothing" })).toEqual([false, true]);
  expect(asked({})).toEqual([false, true]);
});

test.each([
  ['{ attribute = "source", equals = "config" }', { source: "Config" }],
  ['{ attribute = "success", equals = "false" }', { success: false }],
  ["{ attribute = 'success', equals = false }", { success: "False" }],
  ['{ attribute = "status", equals = 401 }', { status: 401n }],
  ['{ attribute = "status", equals = 401 }', { status: "401" }],
  ['{ attribute = "status", equals = "401" }', { status: 401n }],
  ['{ attribute = "status", equals = [500, 401] }', { status: 401 }],
  ['{ attribute = "big", equals = 9007199254740993 }', { big: 9007199254740993n }],
  ['{ attribute = "big", greater_than = 9007199254740992 }', { big: "9007199254740993" }],
  ['{ attribute = "big", greater_than = 9007199254740993 }', { big: 9007199254740994n }],
  ['{ attribute = "big", less_than = 9223372036854775807 }', { big: "+9223372036854775806" }],
  ['{ attribute = "ratio", equals = 0.5 }', { ratio: "5e-1" }],
  ['{ attribute = "decision", not_equals = ["denied", "abort"] }', { decision: "approved" }],
  ['{ attribute = "decision", not_equals = "denied" }', {}],
  ['{ attribute = "prompt", exists = true }', { prompt: "" }],
  ['{ attribute = "prompt", exists = false }', {}],
  ['{ attribute = "prompt", exists = false }', { prompt: null }],
  ["{ attribute = 'cmd', matches = 'rm\\s+-rf' }", { cmd: "sudo rm  -rf /" }],
  ["{ attribute = 'list', matches = '\"rm\",\"-rf\"' }", { list: ["rm", "-rf"] }],
  ['{ attribute = "duration_ms", greater_than = 100 }', { duration_ms: "101" }],
  ['{ attribute = "duration_ms", less_than = 100, greater_than = 10 }', { duration_ms: 50.5 }],
  ['{ any = [{ attribute = "a", exists = true }, { attribute = "b", exists = true }] }', { b: "1" }],
  ['{ any = [[{ attribute = "a", equals = 1 }, { attribute = "b", equals = 2 }]] }', { a: 1n, b: 2n }],
  ['{ not = { attribute = "a", equals = 1 } }', { a: 2n }],
  ['{ not = [{ attribute = "a", equals = 1 }, { attribute = "b", equals = 1 }] }', { a: 1n, b: 2n }],
])("%s holds (example %#)", (condition, attributes) => {
  expect(holds(condition, attributes)).toBe(true);
});

test.each([
  ['{ attribute = "source", equals = "config" }', { source: "user" }],
  ['{ attribute = "source", equals = "config" }', {}],
  ['{ attribute = "status", equals = 401 }', { status: "401 Unauthorized" }],
  ['{ attribute = "big", equals = 9007199254740993 }', { big: 9007199254740992n }],
  ['{ attribute = "decision", not_equals = ["denied", "abort"] }', { decision: "Abort" }],
  ['{ attribute = "prompt", exists = true }', {}],
  ["{ attribute = 'cmd', matches = '^rm' }", { cmd: "charm" }],
  ["{ attribute = 'cmd', matches = '.*' }", {}],
  ['{ attribute = "duration_ms", greater_than = 100 }', { duration_ms: "100" }],
  ['{ attribute = "duration_ms", greater_than = 100 }', { duration_ms: "long" }],
  ['{ attribute = "duration_ms", less_than = 100, greater_than = 10 }', { duration_ms: 5n }],
  ['{ attribute = "duration_ms", less_than = 100 }', {}],
  ['{ any = [{ attribute = "a", exists = true }, { attribute = "b", exists = true }] }', { c: "1" }],
  ['{ any = [[{ attribute = "a", equals = 1 }, { attribute = "b", equals = 2 }]] }', { a: 1n, b: 3n }],
  ['{ not = { attribute = "a", equals = 1 } }', { a: 1n }],
  ['{ attribute = "a", equals = 1 }, { attribute = "b", equals = 1 }', { a: 1n, b: 2n }],
])("%s does not hold (example %#)", (condition, attributes) => {
  expect(holds(condition, attributes)).toBe(false);
});

test("A condition reaches the resource and the body by name", () => {
  const rest = { resource: { "service.name": "codex_exec" }, body: "flushing" };
  expect(holds('{ attribute = "resource.service.name", equals = "codex_exec" }', {}, rest)).toBe(true);
  expect(holds('{ attribute = "service.name", exists = true }', {}, rest)).toBe(false);
  expect(holds("{ attribute = 'body', matches = '^flush' }", {}, rest)).toBe(true);
});
