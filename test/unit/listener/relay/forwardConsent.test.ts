import { describe, expect, test } from "vitest";
import type { Policy } from "../../../../core/policy/model/policyModel.ts";
import { parsePolicy } from "../../../../core/policy/read/parsePolicy.ts";
import type { AllowedForward } from "../../../../listener/protocol/forwardIdentity.ts";
import { forwardKey, forwardVerdict, mayReadSalt, needsConsent } from "../../../../listener/relay/forwardConsent.ts";
import { forwardOf, workspaceOrigin, workspacePolicy } from "../../client/forwarding/policies.ts";

const policyOf = (text: string): Policy => {
  const { policy } = parsePolicy(text);
  if (policy === undefined) throw new Error("the policy is broken");
  return policy;
};
const verdict = (text: string, allowed: readonly AllowedForward[] | undefined, policyOrigin = workspaceOrigin) => {
  const policy = policyOf(text);
  return forwardVerdict(policy, policy.destinations[0] as Policy["destinations"][number], { policyOrigin, allowed });
};
const consent = forwardOf(workspacePolicy());

describe("A policy that came with a workspace", () => {
  test("is sent nothing before it is allowed, also when nobody was asked", () => {
    expect(verdict(workspacePolicy(), []).isAllowed).toBe(false);
    expect(verdict(workspacePolicy(), undefined).isAllowed).toBe(false);
    expect(verdict(workspacePolicy(), [consent]).isAllowed).toBe(true);
  });

  test.each([
    ["prompts are kept", workspacePolicy({ prompt: "keep" })],
    ["another variable is read", workspacePolicy({ variable: "AWS_SECRET_ACCESS_KEY" })],
    ["another endpoint is sent to", workspacePolicy({ endpoint: "https://other.example" })],
    ["a salt is read", workspacePolicy({ top: '[hashing]\nsalt_env = "DB_PASSWORD"' })],
    ["secrets are not looked for", workspacePolicy({ top: "built_in_secrets = false" })],
    ["it is another destination", workspacePolicy({ name: "lake" })],
  ])("is asked for again when %s", (_, text) => {
    expect(verdict(text, [consent]).isAllowed).toBe(false);
  });

  test("is not asked for again when it shows less, and what waits goes on", () => {
    const stricter = verdict(workspacePolicy({ identity: "drop" }), [consent]);
    expect(stricter).toEqual({ isAllowed: true, queue: verdict(workspacePolicy(), [consent]).queue });
  });

  test("has consents of its own: those of another repository's policy count for nothing", () => {
    const other = { ...consent, policyOrigin: "workspace:file:///other/otel-policy.toml" };
    expect(verdict(workspacePolicy(), [other]).isAllowed).toBe(false);
  });

  test.each([
    ["keys of a former version", ['["https://siem.example.com:4317","SIEM_KEY"]']],
    ["something of another form", [{ ...consent, exposure: { ...consent.exposure, version: 2 } }]],
    ["nothing", [null, { policyOrigin: workspaceOrigin }]],
  ])("is not allowed by %s", (_, allowed) => {
    expect(verdict(workspacePolicy(), allowed as unknown as readonly AllowedForward[]).isAllowed).toBe(false);
  });
});

describe("What was redacted for a policy that is not allowed", () => {
  test("waits in a queue of its own, which is sent when that very policy is allowed, and not when it is taken back", () => {
    const weaker = workspacePolicy({ prompt: "keep" });
    const waiting = verdict(weaker, [consent]);
    expect(waiting.queue).not.toBe(verdict(workspacePolicy(), [consent]).queue);
    expect(verdict(weaker, [forwardOf(weaker)])).toEqual({ isAllowed: true, queue: waiting.queue });
  });

  test("waits in the same queue after the consent went through JSON with its keys in another order", () => {
    const reversed = Object.fromEntries(Object.entries(consent.exposure).reverse());
    const kept = JSON.parse(JSON.stringify({ ...consent, exposure: reversed }));
    expect(verdict(workspacePolicy(), [kept])).toEqual({ ...verdict(workspacePolicy(), []), isAllowed: true });
  });
});

test.each([
  ["built-in", undefined, false],
  ["user:file:///home/me/.codex/otel-policy.toml", [], false],
  ["file:/project/otel-policy.toml", undefined, false],
  [workspaceOrigin, undefined, true],
  ["found:/project/otel-policy.toml", undefined, true],
  ["", undefined, true],
  ["unnamed", undefined, false],
  ["unnamed", [], true],
])("A policy from %j with %j allowed needs a consent: %s", (policyOrigin, allowed, needs) => {
  expect(needsConsent({ policyOrigin, allowed })).toBe(needs);
});

test("The salt's variable is read for a policy of the workspace once a destination that hashes with it is allowed", () => {
  const text = workspacePolicy({ top: '[hashing]\nsalt_env = "DB_PASSWORD"' });
  const read = (allowed: readonly AllowedForward[], policyOrigin = workspaceOrigin) =>
    mayReadSalt(policyOf(text), { policyOrigin, allowed });
  expect(read([])).toBe(false);
  expect(read([consent])).toBe(false);
  expect(read([forwardOf(text)])).toBe(true);
  expect(read([], "user:file:///me")).toBe(true);
});

test("Endpoints that are written differently and are the same have one key, others another", () => {
  const one = { policyOrigin: workspaceOrigin, destination: "siem", endpoint: "https://SIEM.example:443" };
  expect(forwardKey(one)).toBe(forwardKey({ ...one, endpoint: "https://siem.example/" }));
  for (const other of [{ destination: "lake" }, { policyOrigin: "user:a" }, { endpoint: "https://siem.example/v1" }])
    expect(forwardKey({ ...one, ...other })).not.toBe(forwardKey(one));
});
