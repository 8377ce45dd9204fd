import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CodexEvent } from "../../../core/events/codexEvent.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { toText } from "../../../core/otlp/anyValue.ts";
import { DetectionEngine } from "../../../core/policy/detect/detections.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluate } from "../../../core/policy/evaluate/evaluate.ts";
import { explainEvent } from "../../../core/policy/evaluate/explain.ts";
import type { Policy } from "../../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";
import { anyValues, compiled, event } from "./policyFixtures.ts";

const recorded: readonly CodexEvent[] = captureNames
  .filter((name) => name.includes(".logs."))
  .flatMap(captureRequests)
  .flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []));

function policyOf(name: string): Policy {
  const text = readFileSync(join(import.meta.dirname, `../../oracle/policies/${name}.toml`), "utf8");
  const { policy } = parsePolicy(text);
  if (policy === undefined) throw new Error(`${name} is broken`);
  return policy;
}

describe.each([
  ["default", loadDefaultPolicy()],
  ...["actions", "conditions", "names"].map((name) => [name, policyOf(name)] as const),
] as const)("The account of the %s policy for every recorded event", (_, policy) => {
  const ready = compilePolicy(policy, () => "salt");

  test("names the rule that decided last among those that were asked", () => {
    for (const one of recorded)
      for (const { decision, rule, steps } of explainEvent(ready, one, []).destinations) {
        const asked = steps.filter(({ outcome }) => outcome !== "not-asked");
        const decisive =
          decision === "withhold"
            ? asked.at(-1)
            : asked.findLast(({ rule: path, outcome }) => outcome === "holds" && path.includes(".receives["));
        expect(decisive?.outcome).toBe(decision === "withhold" ? "does-not-hold" : "holds");
        expect(decisive?.rule === rule || rule.endsWith(".receives")).toBe(true);
      }
  });

  test("says of every attribute what evaluation does with it", () => {
    for (const one of recorded) {
      const outcomes = evaluate(ready, one);
      for (const [index, { attributes }] of explainEvent(ready, one, []).destinations.entries()) {
        const changed = attributes.filter(({ action }) => action !== "keep");
        const outcome = outcomes[index];
        const plain = (list: readonly object[]) =>
          list.map((item) => JSON.stringify(item, Object.keys(item).sort())).sort();
        expect(plain(changed)).toEqual(plain(outcome?.redactions ?? []));
        const gone = changed.filter(({ action }) => action === "drop").length;
        const left = (outcome?.redacted.attributes.size ?? 0) + (outcome?.redacted.resource.size ?? 0);
        const body = outcome?.redacted.body !== undefined && outcome.redacted.body.kind !== "empty" ? 1 : 0;
        expect(attributes.length - gone).toBe(left + body);
      }
    }
  });

  test("says of every detection whether it found the event", () => {
    const engine = new DetectionEngine(policy);
    for (const one of recorded) {
      const findings = engine.inspect(one);
      const { detections } = explainEvent(ready, one, findings);
      expect(detections.filter(({ found }) => found).map(({ id }) => id)).toEqual(findings.map(({ id }) => id));
      for (const { found, text } of detections) expect([found, text]).not.toContain("");
    }
  });

  test("has no long value of an event in it", () => {
    for (const one of recorded) {
      const account = JSON.stringify(explainEvent(ready, one, []));
      for (const value of one.attributes.values()) {
        const text = toText(value);
        if (text.length > 24 && !/^[a-z_.]+$/.test(text)) expect(account).not.toContain(text);
      }
    }
  });
});

const small = compiled(`
[destinations.siem]
receives = ["codex.api_request", "codex.tool_*", "codex.*"]
when = [
  { attribute = "success", not_equals = "true" },
  { any = [ { attribute = "model", exists = true }, { attribute = "n", greater_than = 3 } ] },
]
redact = { prompt = "drop" }

[classes]
prompt = ["prompt"]

[secrets]
word = 'hunter2'

[[detections]]
id = "slow"
severity = "low"
event = "codex.tool_result"
when = [{ attribute = "duration_ms", greater_than = 1000 }]
message = "Slow"
`);

test("A rule that does not hold says so in the policy's words, and those after it were not asked", () => {
  const [siem] = explainEvent(small, event("codex.tool_result", { success: "true" }), []).destinations;
  expect(siem?.steps.map(({ outcome, text }) => `${outcome}: ${text}`)).toEqual([
    "holds: siem takes logs.",
    "does-not-hold: codex.api_request names other events.",
    "holds: codex.tool_* names this event.",
    "not-asked: Not asked: an entry before codex.* has let it through.",
    "does-not-hold: The condition does not hold: success does not equal true.",
    "not-asked: Not asked: a rule before it has decided.",
  ]);
});

test("A detection says which condition is missing", () => {
  const { detections } = explainEvent(small, event("codex.tool_result", {}), []);
  expect(detections).toEqual([
    {
      id: "slow",
      found: false,
      rule: "detections[0].when[0]",
      text: "The condition does not hold: duration_ms is greater than 1000.",
    },
  ]);
  expect(explainEvent(small, event("codex.api_request", {}), []).detections).toEqual([]);
});

test("An attribute whose name is a secret is not named", () => {
  const one = { ...event("codex.tool_result", {}), attributes: anyValues({ "the hunter2 key": "x", prompt: "y" }) };
  const account = JSON.stringify(explainEvent(small, one, []));
  expect(account).not.toContain("hunter2");
  expect(account).toContain("prompt");
});

test("An attribute called body or resource.host.name is told apart from the body and the resource", () => {
  const policy = compiled("[secrets]\nword = 'hunter2'\n[destinations.d]\nreceives = ['*']\nredact.default = 'keep'\n");
  const one = event(
    "codex.tool_result",
    { body: "plain", "resource.host.name": "hunter2 hunter2" },
    { body: "hunter2", resource: { "host.name": "plain" } },
  );
  const [account] = explainEvent(policy, one, []).destinations;
  expect(account?.attributes.map(({ attribute, action, secrets }) => [attribute, action, secrets?.word])).toEqual([
    ["body", "keep", undefined],
    ["resource.host.name", "secrets", 2],
    ["body", "secrets", 1],
    ["resource.host.name", "keep", undefined],
  ]);
});

test("What a detection found is one sentence", () => {
  const policy = compiled(`[[detections]]\nid = "x"\nseverity = "low"\nevent = "e"\nmessage = "It is slow."`);
  const { detections } = explainEvent(policy, event("e"), [{ id: "x" }]);
  expect(detections.map(({ text }) => text)).toEqual(["It found this event: It is slow."]);
});
