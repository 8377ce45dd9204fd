import { describe, expect, test } from "vitest";
import { parseOtlpJson } from "../../../core/otlp/json.ts";
import { deliverRequest } from "../../../core/policy/deliver/deliverRequest.ts";
import { DetectionEngine } from "../../../core/policy/detect/detections.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor, localView } from "../../../core/policy/evaluate/evaluate.ts";
import { explainEvent } from "../../../core/policy/evaluate/explain.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { mostCharacters, mostSteps } from "../../../core/policy/secrets/stepMeter.ts";
import { compiled, event, textIn } from "./policyFixtures.ts";

const pattern = "ours_[a-z]{1,900}";
const policy = compiled(`
[classes]
cut = ["cut"]
[secrets]
ours = '${pattern}'
[destinations.all]
receives = ["*"]
redact = { default = "keep", cut = { truncate = 8 } }
[destinations.matching]
receives = ["*"]
redact.default = "keep"
when = [{ attribute = "output", matches = '(?:x|y){1,900}z' }]
[destinations.other]
receives = ["*"]
redact.default = "keep"
when = [{ not = { attribute = "output", matches = '(?:x|y){1,900}z' } }]
[destinations.either]
receives = ["*"]
redact.default = "keep"
when = [{ any = [{ attribute = "output", matches = '(?:x|y){1,900}z' }, { attribute = "free", equals = "yes" }] }]
[destinations.clean]
receives = ["*"]
redact.default = "keep"
when = [{ attribute = "output", has_secret = false }]
[[detections]]
id = "d"
severity = "low"
message = "m"
event = "*"
when = [{ not = { attribute = "output", matches = '(?:x|y){1,900}z' } }]
`);

/** Longer than a pattern of some thousand instructions may be tried on. */
const long = `ours_a ${"1".repeat(mostSteps / 1000)}`;
const decisionOf = (destination: string, attributes: Parameters<typeof event>[1]) =>
  evaluateFor(policy, destination, event("codex.tool_result", attributes))?.decision;

describe("A value that is too long for a policy's own patterns", () => {
  test.each([
    ["a text", long],
    ["the texts of a list together", Array.from({ length: 20 }, () => `ours_a ${"1".repeat(mostSteps / 10_000)}`)],
    ["a text below a name", { inner: { deep: long } }],
    ["bytes", new TextEncoder().encode(long)],
  ])("is masked where it would be kept or cut: %s", (_, value) => {
    const received = event("codex.tool_result", { output: value, cut: value, short: "ours_abc" });
    const { redactions, redacted } = evaluateFor(policy, "all", received) ?? {};
    expect([...(redacted?.attributes ?? [])].map(([name, left]) => [name, textIn(left)])).toEqual([
      ["output", "[REDACTED]"],
      ["cut", "[REDACTED]"],
      ["short", "[SECRET:ours]"],
    ]);
    expect(redactions?.map(({ action, rule }) => [action, rule])).toEqual([
      ["mask", "secrets"],
      ["mask", "secrets"],
      ["secrets", "secrets.ours"],
    ]);
    expect(textIn(localView(policy, received).attributes.get("output"))).toBe("[REDACTED]");
  });

  test("goes to no destination of which a condition needs it, with not and any as well", () => {
    const text = "1".repeat(mostSteps / 1000);
    for (const destination of ["matching", "other", "either"])
      expect(decisionOf(destination, { output: text })).toBe("withhold");
    expect(decisionOf("either", { output: text, free: "yes" })).toBe("deliver");
    expect(decisionOf("other", { output: "1" })).toBe("deliver");
    expect(decisionOf("clean", { output: long })).toBe("withhold");
    expect(decisionOf("clean", { output: text })).toBe("deliver");
  });

  test("is what the account says, and no detection finds it", () => {
    const received = event("codex.tool_result", { output: long });
    const { destinations, detections } = explainEvent(policy, received, []);
    const other = destinations.find(({ destination }) => destination === "other");
    expect(other?.reason).toBe(
      "The event is one that other receives, but condition 1 was not tried: the value is too long for the policy's own patterns.",
    );
    expect(other?.steps.at(-1)?.text).toBe("Not tried: the value is too long for the policy's own patterns.");
    expect(other?.attributes).toEqual([{ attribute: "output", class: "unknown", action: "mask", rule: "secrets" }]);
    expect(detections[0]?.text).toBe(
      "The condition was not tried: the value is too long for the policy's own patterns.",
    );
    expect(new DetectionEngine(policy.policy).inspect(received)).toEqual([]);
  });

  test("is masked or withheld in what is forwarded as well, and so are names", () => {
    const attributes = [
      { key: "output", value: { stringValue: long } },
      { key: `name ${long}`, value: { stringValue: "x" } },
    ];
    const span = { traceId: "1".repeat(32), spanId: "1".repeat(16), name: long, attributes };
    const [logs] = parseOtlpJson(
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ eventName: "codex.x", attributes }] }] }] }),
    );
    const [traces] = parseOtlpJson(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
    const both = compilePolicy({
      ...policy.policy,
      destinations: policy.policy.destinations.map((one) => ({ ...one, signals: ["logs", "traces"] })),
    });
    for (const request of [logs, traces]) {
      if (request === undefined) throw new Error("no request");
      const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
      const sent = JSON.stringify(deliverRequest(both, "all", request).request, plain);
      expect(sent).toContain("[REDACTED]");
      expect(sent).not.toContain("ours_");
      for (const destination of ["matching", "other", "either", "clean"])
        expect(deliverRequest(both, destination, request).delivered).toBe(0);
    }
  });
});

test("A secret that is found counts for conditions, also where it would cost too much to take all of them out", () => {
  // each occurrence is put in for one letter, and the next rules would have to look through all of that
  const found = compiled(`
[secrets]
${Array.from({ length: 12 }, (_, index) => `${"S".repeat(60)}${index} = 'S'`).join("\n")}
[destinations.with]
receives = ["*"]
redact.default = "keep"
when = [{ attribute = "output", has_secret = true }]
[destinations.without]
receives = ["*"]
redact.default = "keep"
when = [{ attribute = "output", has_secret = false }]
`);
  const received = event("codex.tool_result", { output: "S".repeat(100) });
  const sent = evaluateFor(found, "with", received);
  expect([sent?.decision, textIn(sent?.redacted.attributes.get("output"))]).toEqual(["deliver", "[REDACTED]"]);
  expect(evaluateFor(found, "without", received)?.decision).toBe("withhold");
});

test("A value of more characters than any pattern is tried on is masked, however few instructions the patterns have", () => {
  const few = compiled(`built_in_secrets = false
[secrets]
ours = 'oo'
[destinations.all]
receives = ["*"]
redact.default = "keep"
`);
  const shown = (length: number) =>
    textIn(
      evaluateFor(
        few,
        "all",
        event("codex.tool_result", { output: `oo${"1".repeat(length - 2)}` }),
      )?.redacted.attributes.get("output"),
    );
  expect(shown(mostCharacters)).toContain("[SECRET:ours]1");
  expect(shown(mostCharacters + 1)).toBe("[REDACTED]");
});

test("What comes with the product is tried on texts of any length: 1 MB is delivered as it is", () => {
  const builtIn = compilePolicy(loadDefaultPolicy());
  const output = "password token key secret api ".repeat(35_000);
  const received = event("codex.tool_result", { output, arguments: output });
  const sent = evaluateFor(builtIn, "restricted", received);
  expect([sent?.decision, textIn(sent?.redacted.attributes.get("output")).length]).toEqual(["deliver", output.length]);
});

describe("A secret whose searches read the text to its end again and again", () => {
  const restarting = compiled(`built_in_secrets = false
[secrets]
ours = 'a(?:[^x]*x)?'
[destinations.all]
receives = ["*"]
redact.default = "keep"
[destinations.clean]
receives = ["*"]
redact.default = "keep"
when = [{ attribute = "output", has_secret = false }]
`);
  const received = (output: string) => event("codex.tool_result", { output });
  const shown = (output: string) =>
    textIn(evaluateFor(restarting, "all", received(output))?.redacted.attributes.get("output"));

  test("is taken out wherever it occurs, as in a short text", () => {
    for (const times of [2, 20_000]) expect(shown("a".repeat(times))).toBe("[SECRET:ours]".repeat(times));
    expect(shown(`${"a".repeat(20_000)}bxc`)).toBe("[SECRET:ours]c");
    expect(evaluateFor(restarting, "clean", received("a".repeat(20_000)))?.decision).toBe("withhold");
  });

  test("and no other secret: 500 addresses in 20 KB are taken out", () => {
    const policy = compiled(`built_in_secrets = false
[secrets]
mail = '(?i)[a-z0-9._-]{1,64}@[a-z0-9-]{1,64}(?:\\.[a-z0-9-]{2,20})+'
[destinations.all]
receives = ["*"]
redact.default = "keep"
`);
    const text = "from someone.else@mail.example.org to nobody ".repeat(500);
    const value = evaluateFor(policy, "all", received(text))?.redacted.attributes.get("output");
    expect(textIn(value)).toBe("from [SECRET:mail] to nobody ".repeat(500));
  });
});
