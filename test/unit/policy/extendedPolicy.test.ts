import { describe, expect, test } from "vitest";
import { exposureOf } from "../../../core/exposure/exposure.ts";
import { newlyExposed } from "../../../core/exposure/newlyExposed.ts";
import type { Policy } from "../../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";

const extending = (text: string) => `version = 1\nextends = "built-in@1"\n${text}`;

function policyOf(text: string): Policy {
  const { policy, problems } = parsePolicy(extending(text));
  if (policy === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return policy;
}

const destination = ({ destinations }: Policy, name: string) => {
  const found = destinations.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

const exposed = (policy: Policy, name: string) => exposureOf(policy, destination(policy, name));

describe("A policy that extends the built-in one", () => {
  test("changes one redaction and keeps the destination's others", () => {
    const [before, after] = [loadDefaultPolicy(), policyOf('[destinations.siem.redact]\nidentity = "drop"\n')];
    const expected = new Map([...destination(before, "siem").redact, ["identity", { kind: "drop" }]]);
    expect(destination(after, "siem")).toEqual({ ...destination(before, "siem"), redact: expected });
    expect(after).toEqual({ ...before, destinations: expect.anything() });
  });

  test("forwards a destination of the base with what the base lets it see, and no more", () => {
    const forward = '[destinations.siem.forward]\nendpoint = "https://siem.example"\nprotocol = "grpc"\n';
    const news = newlyExposed(exposed(loadDefaultPolicy(), "siem"), exposed(policyOf(forward), "siem"));
    expect(news.map(({ kind }) => kind)).toEqual(["endpoint"]);
  });

  test.each([
    ["a redaction", '[destinations.siem.redact]\nprompt = "keep"\n', "attributes"],
    ["a class", "[classes]\nharmless = ['prompt']\n[destinations.siem.redact]\nharmless = 'keep'\n", "attributes"],
    ["a class that takes its attributes over", "[classes]\nusage = ['prompt']\n", "attributes"],
    ["events", '[destinations.siem]\nreceives = ["*"]\n', "events"],
    ["signals", '[destinations.siem]\nsignals = ["logs", "traces"]\n', "signal"],
    ["secrets", "built_in_secrets = false\n", "secrets"],
    ["another salt", "[hashing]\nsalt_env = 'HOME'\n", "salt"],
  ])("is seen to show more by %s", (_, text, kind) => {
    const news = newlyExposed(exposed(loadDefaultPolicy(), "siem"), exposed(policyOf(text), "siem"));
    expect(news.map((one) => one.kind)).toContain(kind);
  });

  test.each(["siem", "lake"])("shows %s no more because a class is removed", (name) => {
    const after = policyOf('remove = { classes = ["metadata", "usage", "error", "prompt"] }\n');
    const news = newlyExposed(exposed(loadDefaultPolicy(), name), exposed(after, name));
    // that there was a prompt is seen by its masked value
    expect(news).toEqual([
      expect.objectContaining({
        kind: "attributes",
        class: "unknown",
        before: { kind: "drop" },
        after: { kind: "mask" },
      }),
    ]);
  });

  test("has new destinations, detections and secrets beside those of the base", () => {
    const policy = policyOf(`[secrets]
ours = 'o-[0-9]{9}'
[destinations.audit]
receives = ["codex.tool_decision"]
redact = { prompt = "drop", unknown = "mask" }
[[detections]]
id = "ours"
severity = "low"
message = "m"
event = "codex.user_prompt"
`);
    const base = loadDefaultPolicy();
    expect(policy.destinations.map(({ name }) => name)).toEqual(["siem", "lake", "restricted", "audit"]);
    expect(policy.detections.map(({ id }) => id)).toEqual([...base.detections.map(({ id }) => id), "ours"]);
    expect(policy.secrets.at(-1)).toEqual({ name: "ours", pattern: "o-[0-9]{9}" });
  });
});

describe("Nothing is decided by a policy", () => {
  test.each([
    'extends = "built-in@9"\n',
    "extends = 1\n",
    'extends = "built-in@1"\nremove = { destinations = ["lakes"] }\n',
    'extends = "built-in@1"\nremove = { destinations = ["siem"] }\n[destinations.siem]\nreceives = ["*"]\n',
    'extends = "built-in@1"\n[destinations.siem.redact]\nprompts = "drop"\n',
    'extends = "built-in@1"\n[destinations.audit]\nredact = { prompt = "drop" }\n',
    'extends = "built-in@1"\nremove = { classes = ["prompt"] }\n[destinations.siem.redact]\nprompt = "drop"\n',
    'extends = "built-in@1"\nclasses = 5\n',
    'extends = "built-in@1"\n[[detections]]\nid = "outdated-codex"\n[[detections]]\nid = "outdated-codex"\n',
  ])("that cannot be resolved: %j", (text) => {
    const { policy, problems } = parsePolicy(`version = 1\n${text}`);
    expect(policy).toBeUndefined();
    expect(problems.some(({ severity }) => severity === "error")).toBe(true);
  });
});
