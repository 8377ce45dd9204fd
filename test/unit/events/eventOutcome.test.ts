import { describe, expect, test } from "vitest";
import { eventDefinition } from "../../../core/events/catalogue.ts";
import { outcomeAttributes } from "../../../core/events/catalogueTypes.ts";
import { eventOutcome } from "../../../core/events/eventOutcome.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { type AnyValue, stringValue } from "../../../core/otlp/anyValue.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";

const outcome = (name: string, attributes: Readonly<Record<string, string | AnyValue>>) =>
  eventOutcome(
    name,
    new Map(
      Object.entries(attributes).map(([key, value]) => [key, typeof value === "string" ? stringValue(value) : value]),
    ),
  );

describe("an event went badly", () => {
  test.each([
    ["codex.tool_result", { success: "false" }],
    ["codex.tool_result", { success: { kind: "bool", value: false } }],
    ["codex.api_request", { "http.response.status_code": { kind: "double", value: 401 } }],
    ["codex.api_request", { "http.response.status_code": "500" }],
    ["codex.api_request", { "error.message": "connection reset" }],
    ["codex.websocket_connect", { success: "false" }],
    ["codex.websocket_request", { "error.message": "closed" }],
    ["codex.sse_event", { "event.kind": "response.failed" }],
    ["codex.sandbox_outcome", { outcome: "timed_out" }],
    ["codex.auth_recovery", { "auth.outcome": "recovery_failed_permanent" }],
    ["codex.startup_phase", { "startup.status": "failed" }],
    ["another.sender", { success: "false" }],
  ] as const)("because it failed: %s %j", (name, attributes) => expect(outcome(name, attributes)).toBe("failed"));

  test.each([
    ["codex.tool_decision", { decision: "denied" }],
    ["codex.tool_decision", { decision: "Denied" }],
    ["codex.tool_decision", { decision: "abort" }],
    ["codex.tool_decision", { decision: "timed_out" }],
    ["codex.tool_decision", { decision: "denied_with_network_policy_deny" }],
    ["codex.sandbox_outcome", { outcome: "denied" }],
  ] as const)("because it was denied: %s %j", (name, attributes) => expect(outcome(name, attributes)).toBe("denied"));

  test.each([
    ["codex.tool_result", { success: "true" }],
    ["codex.tool_decision", { decision: "approved" }],
    ["codex.tool_decision", { decision: "Approved_For_Session" }],
    ["codex.tool_decision", {}],
    ["codex.sandbox_outcome", { outcome: "escalated" }],
    ["codex.api_request", { "http.response.status_code": { kind: "double", value: 200 }, "error.message": "" }],
    ["codex.sse_event", { "event.kind": "response.completed" }],
    ["codex.auth_recovery", { "auth.outcome": "recovery_not_run" }],
    ["codex.guardian_assessment", { status: "approved", outcome: "allow" }],
    ["codex.startup_phase", { "startup.status": "ready" }],
    // the words of another sender mean something else
    ["claude_code.tool_decision", { decision: "accept" }],
  ] as const)("or did not: %s %j", (name, attributes) => expect(outcome(name, attributes)).toBeUndefined());
});

test("Of what the real Codex sent, only what was refused and commands that say so went badly", () => {
  const bad = captureNames
    .flatMap(captureRequests)
    .flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []))
    .filter(({ name, attributes }) => eventOutcome(name, attributes) !== undefined);
  expect(new Set(bad.map(({ name, attributes }) => `${name} ${eventOutcome(name, attributes)}`))).toEqual(
    new Set([
      "codex.api_request failed",
      "codex.guardian_assessment denied",
      "codex.tool_decision denied",
      "codex.tool_result denied",
      "codex.tool_result failed",
    ]),
  );
});

test("Every attribute that tells is one that the catalogue knows of some event", () => {
  const names = [
    "guardian_assessment",
    "api_request",
    "sse_event",
    "tool_decision",
    "tool_result",
    "sandbox_outcome",
    "auth_recovery",
  ];
  const known = [...names, "startup_phase"].flatMap((name) => eventDefinition(`codex.${name}`)?.attributes ?? []);
  for (const attribute of outcomeAttributes) expect(known).toContain(attribute);
});
