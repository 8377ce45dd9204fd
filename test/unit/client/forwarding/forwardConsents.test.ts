import { describe, expect, test } from "vitest";
import { ForwardConsents, type ForwardingDestination } from "../../../../client/forwarding/forwardConsents.ts";
import { forwardQuestion } from "../../../../client/forwarding/forwardQuestions.ts";
import { parsePolicy } from "../../../../core/policy/parsePolicy.ts";
import { consentKey } from "../../../../listener/relay/forwardConsent.ts";
import { context } from "../../views/samples.ts";

const siem = (endpoint = "https://siem.example.com:4317", variable = "SIEM_KEY"): ForwardingDestination => {
  const { policy } = parsePolicy(`version = 1
[destinations.siem]
receives = ["*"]
forward = { endpoint = "${endpoint}", protocol = "grpc", headers_env = { Authorization = "${variable}" } }`);
  const forward = policy?.destinations[0]?.forward;
  if (forward === undefined) throw new Error("the policy forwards nothing");
  return ["siem", forward];
};

function consents(): ForwardConsents {
  const state = new Map<string, unknown>();
  // what it is given goes through JSON, as in VS Code
  const update = async (key: string, value: unknown) => void state.set(key, JSON.parse(JSON.stringify(value)));
  return new ForwardConsents({ get: (key) => state.get(key), update });
}

describe("A policy of the workspace", () => {
  test("may forward nothing before the person allows it, and then as often as it is read", async () => {
    const remembered = consents();
    expect(remembered.allowed([siem()], true)).toEqual([]);
    await remembered.allow([siem()]);
    expect(remembered.allowed([siem()], true)).toEqual([consentKey(siem()[1])]);
    expect(remembered.allowed([siem()], true)).toEqual([consentKey(siem()[1])]);
  });

  test.each([
    ["endpoint", siem("https://other.example.com:4317")],
    ["variable", siem(undefined, "AWS_SECRET_ACCESS_KEY")],
  ])("is asked for again when it names another %s", async (_, other) => {
    const remembered = consents();
    await remembered.allow([siem()]);
    expect(remembered.allowed([siem(), other], true)).toEqual([consentKey(siem()[1])]);
  });

  test("may nothing any more when the person withdraws it", async () => {
    const remembered = consents();
    await remembered.allow([siem()]);
    await remembered.withdraw([siem()]);
    expect(remembered.allowed([siem()], true)).toEqual([]);
  });
});

test("A policy of the person's own needs no question", () => {
  expect(consents().allowed([siem()], false)).toEqual([consentKey(siem()[1])]);
});

test("What was kept in another form allows nothing", () => {
  const strange = new ForwardConsents({ get: () => ({ all: true }), update: async () => undefined });
  expect(strange.allowed([siem()], true)).toEqual([]);
});

describe("The question", () => {
  test("names the endpoint and the variables", () => {
    expect(forwardQuestion(siem(), context.l10n)).toBe(
      "The policy of this workspace wants to send telemetry to https://siem.example.com:4317, with the values of SIEM_KEY as headers. Do you allow it?",
    );
  });

  test("shows what hides as escapes", () => {
    const [, forward] = siem();
    const hostile: ForwardingDestination = ["siem", { ...forward, endpoint: "https://good\u202e.example.com" }];
    expect(forwardQuestion(hostile, context.l10n)).not.toContain("\u202e");
  });
});
