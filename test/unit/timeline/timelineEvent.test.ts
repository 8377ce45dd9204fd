import { describe, expect, test } from "vitest";
import type { AnyValue } from "../../../core/otlp/anyValue.ts";
import { showsInTimeline, timelineFacts } from "../../../core/timeline/timelineEvent.ts";
import { event } from "./timelineEvents.ts";

const attributes = (values: Readonly<Record<string, string | number>>): ReadonlyMap<string, AnyValue> =>
  new Map(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? { kind: "string", value } : { kind: "int", value: BigInt(value) },
    ]),
  );

describe("What an event says for the picture", () => {
  test.each([
    [
      "codex.tool_decision",
      { call_id: "c", tool_name: "shell", decision: "approved", source: "Config" },
      { callId: "c", tool: "shell", decision: "approved", decidedBy: "config" },
    ],
    ["codex.tool_result", { call_id: "c", tool_name: "shell", success: "false" }, { callId: "c", tool: "shell" }],
    ["codex.tool_result", { call_id: "c", tool_name: "shell", success: "true" }, { callId: "c", tool: "shell" }],
    ["codex.api_request", { "http.response.status_code": 401 }, {}],
    ["codex.api_request", { "http.response.status_code": 200 }, {}],
    ["codex.api_request", { "error.message": "timed out" }, {}],
    ["codex.sse_event", { "event.kind": "response.completed", duration_ms: "7" }, { endsModelCall: true }],
    ["codex.sse_event", { "event.kind": "response.failed" }, { endsModelCall: true }],
    ["codex.sse_event", { "event.kind": "response.created" }, {}],
    [
      "codex.sse_event",
      { "event.kind": "response.completed", input_token_count: "12", output_token_count: "3" },
      { endsModelCall: true, usage: { inputTokens: 12, outputTokens: 3, cachedTokens: 0, reasoningTokens: 0 } },
    ],
  ])("%s %j", (name, values, facts) => {
    expect(timelineFacts(name, attributes(values as Record<string, string | number>))).toEqual(facts);
  });

  test("Texts from telemetry are escaped and short", () => {
    const { tool = "" } = timelineFacts("codex.tool_result", attributes({ tool_name: `\u202e${"x".repeat(500)}` }));
    expect(tool).toMatch(/^\\u\{202e\}x+…$/);
    expect(tool.length).toBeLessThanOrEqual(80);
  });
});

describe("What shows in the picture", () => {
  test("The pieces of a streamed response don't, its end does", () => {
    expect(showsInTimeline(event(1, "codex.sse_event", 5))).toBe(false);
    expect(showsInTimeline(event(1, "codex.sse_event", 5, { endsModelCall: true }))).toBe(true);
  });

  test("A piece in which something was found does", () => {
    const finding = { id: "x", severity: "low", message: "" } as const;
    expect(showsInTimeline(event(1, "codex.sse_event", 5, { findings: [finding] }))).toBe(true);
  });

  test("An event without any time has no place in it", () => {
    expect(showsInTimeline({ ...event(1, "codex.tool_result", 5), timeUnixMilliseconds: 0 })).toBe(false);
  });
});
