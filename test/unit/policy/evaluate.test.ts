import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { classOf, evaluate, evaluateFor, localView } from "../../../core/policy/evaluate/evaluate.ts";
import { anyValue, anyValues, compiled, event } from "./policyFixtures.ts";

const policy = compiled(`
[classes]
credential = ["*_token"]
prompt = ["prompt"]
usage = ["*_count", "refresh_token"]
host = ["resource.host.*"]
payload = ["body"]

[secrets]
number = '[0-9]{6}'
word = 'hunter2'

[destinations.siem]
description = "Broad"
signals = ["logs"]
receives = ["codex.conversation_starts", "codex.tool_*"]
when = [{ attribute = "success", not_equals = "true" }, { attribute = "model", exists = true }]
redact = { prompt = "drop", host = "hash", unknown = "mask", payload = "mask", credential = "mask", default = "keep" }

[destinations."my lake"]
signals = ["traces"]
receives = ["*"]

[destinations.all]
receives = ["*"]
redact = { unknown = { truncate = 3 } }
`);

const decide = (name: string, attributes: Parameters<typeof event>[1] = {}) =>
  evaluate(policy, event(name, attributes)).map(({ destination, decision, rule }) => ({ destination, decision, rule }));

test("Each destination has its own decision, with the rule that decided, in the order of the policy", () => {
  expect(decide("codex.tool_result", { model: "m" })).toEqual([
    { destination: "siem", decision: "deliver", rule: "destinations.siem.receives[1]" },
    { destination: "my lake", decision: "withhold", rule: 'destinations."my lake".signals' },
    { destination: "all", decision: "deliver", rule: "destinations.all.receives[0]" },
  ]);
});

test("An event that no entry names is withheld by the list", () => {
  expect(decide("codex.api_request")[0]).toMatchObject({ decision: "withhold", rule: "destinations.siem.receives" });
});

test("A condition that does not hold withholds the event and is named", () => {
  expect(decide("codex.tool_result", { success: "True", model: "m" })[0]).toMatchObject({
    decision: "withhold",
    rule: "destinations.siem.when[0]",
  });
  expect(decide("codex.tool_result", { success: "false" })[0]).toMatchObject({
    decision: "withhold",
    rule: "destinations.siem.when[1]",
  });
});

test("The reason is one plain sentence and repeats nothing that was received", () => {
  const reasons = ["codex.tool_result", "evil <b>hunter2</b>"].flatMap((name) =>
    evaluate(policy, event(name, { model: "hunter2" })).map(({ reason }) => reason),
  );
  expect(reasons).toEqual([
    "siem receives events named codex.tool_*, and all conditions hold.",
    "my lake does not take logs.",
    "all receives events named *.",
    "No entry of what siem receives names this event.",
    "my lake does not take logs.",
    "all receives events named *.",
  ]);
});

test("Every change names the attribute, its class, the action and the rule", () => {
  const outcome = evaluateFor(
    policy,
    "siem",
    event(
      "codex.tool_result",
      { prompt: "hi", input_count: 5n, model: "gpt", refresh_token: "hunter2 123456 123456", api_token: "x" },
      { resource: { "host.name": "vm", os: "linux" }, body: "text" },
    ),
  );
  const in_ = "destinations.siem.redact";
  expect(outcome?.redactions).toEqual([
    { attribute: "prompt", class: "prompt", action: "drop", rule: `${in_}.prompt` },
    { attribute: "model", class: "unknown", action: "mask", rule: `${in_}.unknown` },
    {
      attribute: "refresh_token",
      class: "usage",
      action: "secrets",
      rule: "secrets",
      secrets: { number: 2, word: 1 },
    },
    { attribute: "api_token", class: "credential", action: "mask", rule: `${in_}.credential` },
    { attribute: "resource.host.name", class: "host", action: "hash", rule: `${in_}.host` },
    { attribute: "resource.os", class: "unknown", action: "mask", rule: `${in_}.unknown` },
    { attribute: "body", class: "payload", action: "mask", rule: `${in_}.payload` },
  ]);
  expect(outcome?.redacted).toEqual({
    attributes: anyValues({
      input_count: 5n,
      model: "[REDACTED]",
      refresh_token: "[SECRET:word] [SECRET:number] [SECRET:number]",
      api_token: "[REDACTED]",
    }),
    resource: anyValues({
      "host.name": createHash("sha256").update("vm").digest("hex"),
      os: "[REDACTED]",
    }),
    body: anyValue("[REDACTED]"),
  });
});

test("A withheld event still shows what would have gone", () => {
  const outcome = evaluateFor(policy, "siem", event("codex.api_request", { prompt: "hi", input_count: 5n }));
  expect(outcome).toMatchObject({ decision: "withhold", redacted: { attributes: anyValues({ input_count: 5n }) } });
});

test("A body that is not there stays away", () => {
  expect(evaluateFor(policy, "siem", event("codex.tool_result"))?.redacted.body).toBeUndefined();
  const empty = evaluateFor(policy, "siem", event("codex.tool_result", {}, { body: null }));
  expect(empty?.redacted.body).toEqual({ kind: "empty" });
  expect(empty?.redactions).toEqual([]);
});

test("There is no outcome for a destination that the policy does not have", () => {
  expect(evaluateFor(policy, "elsewhere", event("codex.tool_result"))).toBeUndefined();
});

test("An exact name beats a glob, and among globs the first of the file wins", () => {
  expect(classOf(policy, "refresh_token")).toBe("usage");
  expect(classOf(policy, "access_token")).toBe("credential");
  expect(classOf(policy, "resource.host.arch")).toBe("host");
  expect(classOf(policy, "host.arch")).toBe("unknown");
  const both = compiled('[classes]\none = ["a*"]\ntwo = ["*b"]');
  expect(classOf(both, "ab")).toBe("one");
  expect(classOf(both, "xb")).toBe("two");
});

test("The local view shows everything but credentials", () => {
  const received = event(
    "codex.user_prompt",
    { prompt: "the word is hunter2", api_token: "abc", input_count: 1n, new: "thing" },
    { resource: { "host.name": "vm 123456" }, body: { deep: ["hunter2"] } },
  );
  expect(localView(policy, received)).toEqual({
    attributes: anyValues({
      prompt: "the word is [SECRET:word]",
      api_token: "[REDACTED]",
      input_count: 1n,
      new: "thing",
    }),
    resource: anyValues({ "host.name": "vm [SECRET:number]" }),
    body: anyValue({ deep: ["[SECRET:word]"] }),
  });
});

test("The received event is never changed", () => {
  const received = event("codex.user_prompt", { prompt: "hunter2", model: "m" }, { body: ["hunter2"] });
  evaluate(policy, received);
  localView(policy, received);
  expect(received).toEqual(event("codex.user_prompt", { prompt: "hunter2", model: "m" }, { body: ["hunter2"] }));
});
