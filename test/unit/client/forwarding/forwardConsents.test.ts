import { describe, expect, test } from "vitest";
import { ForwardConsents } from "../../../../client/forwarding/forwardConsents.ts";
import { allowanceOf } from "../../../../listener/relay/forwardConsent.ts";
import { forwardOf, workspacePolicy } from "./policies.ts";

function consents(stored?: unknown) {
  const state = new Map<string, unknown>([["codexOtel.allowedForwards", stored]]);
  // what it is given goes through JSON, as in VS Code
  const update = async (key: string, value: unknown) => void state.set(key, JSON.parse(JSON.stringify(value)));
  return new ForwardConsents({ get: (key) => state.get(key), update });
}

const siem = forwardOf(workspacePolicy());

describe("What a person allows of a policy of the workspace", () => {
  test("is nothing at first, and then remembered with all that was shown", async () => {
    const remembered = consents();
    expect(remembered.of(siem.policyOrigin)).toEqual([]);
    await remembered.allow(siem);
    expect(allowanceOf(siem, remembered.of(siem.policyOrigin))).toEqual(siem.exposure);
    expect(remembered.of(siem.policyOrigin)).toHaveLength(1);
  });

  test("is of that policy alone: the same text in another repository has none", async () => {
    const remembered = consents();
    await remembered.allow(siem);
    expect(remembered.of("workspace:file:///other/otel-policy.toml")).toEqual([]);
  });

  test("is of that endpoint: both are remembered beside each other", async () => {
    const remembered = consents();
    const other = forwardOf(workspacePolicy({ endpoint: "https://other.example" }));
    await remembered.allow(siem);
    await remembered.allow(other);
    for (const one of [siem, other])
      expect(allowanceOf(one, remembered.of(one.policyOrigin))?.forward?.endpoint).toBe(one.endpoint);
  });

  test("takes the place of what was allowed before", async () => {
    const remembered = consents();
    const more = forwardOf(workspacePolicy({ prompt: "keep" }));
    await remembered.allow(siem);
    await remembered.allow(more);
    expect(remembered.of(siem.policyOrigin)).toHaveLength(1);
    expect(allowanceOf(siem, remembered.of(siem.policyOrigin))).toEqual(more.exposure);
  });

  test("is nothing any more when it is withdrawn, and of other policies what it was", async () => {
    const remembered = consents();
    const other = { ...siem, policyOrigin: "workspace:file:///other/otel-policy.toml" };
    await remembered.allow(siem);
    await remembered.allow(other);
    await remembered.withdraw(siem.policyOrigin);
    expect(remembered.of(siem.policyOrigin)).toEqual([]);
    expect(remembered.of(other.policyOrigin)).toHaveLength(1);
  });

  test("does not grow without bound", async () => {
    const remembered = consents();
    for (let i = 0; i < 120; i++) await remembered.allow({ ...siem, destination: `d${i}` });
    expect(remembered.of(siem.policyOrigin)).toHaveLength(100);
  });
});

test.each([
  ["by a former version", ['["https://siem.example.com:4317","SIEM_KEY"]']],
  ["by a later version", { version: 3, allowed: [siem] }],
  ["in another form", { all: true }],
  ["with something else among it", { version: 2, allowed: [null, "all", 1] }],
])("What was kept %s allows nothing", (_, stored) => {
  expect(consents(stored).of(siem.policyOrigin)).toEqual([]);
});
