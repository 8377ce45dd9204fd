import { describe, expect, test } from "vitest";
import { attributeOf } from "../../../core/events/catalogue.ts";
import { formatTimestamp, parseTimestamp } from "../../../core/events/eventTime.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { parseRequestJson } from "../../../core/otlp/json.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";

const eventsIn = (name: string) =>
  captureRequests(name).flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []));

/** One event of a log record given as OTLP JSON. */
function eventFrom(record: object, scope = "codex_otel.log_only") {
  const otlp = parseRequestJson(
    "logs",
    JSON.stringify({ resourceLogs: [{ scopeLogs: [{ scope: { name: scope }, logRecords: [record] }] }] }),
  );
  const [event] = otlp.signal === "logs" ? eventsOf(otlp.request) : [];
  if (!event) throw new Error("no event");
  return event;
}

const attributes = (values: Record<string, string>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));

describe("What the real Codex sends", () => {
  test.each(captureNames)("%s: each Codex event has its name, a time of this century and its session", (name) => {
    const events = eventsIn(name);
    expect(events.length).toBeGreaterThan(5);
    for (const event of events) {
      expect(event.timeUnixNano).toBeGreaterThan(parseTimestamp("2026-01-01T00:00:00Z") ?? 0n);
      expect(event.timeSource).toBe("observed");
      if (event.scope !== "codex_otel.log_only") continue;
      expect(event.name).toMatch(/^codex\.[a-z_]+$/);
      expect(event.nameSource).toBe("attribute");
      expect(event.session).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
  test("records that are no Codex event are kept under the name of their scope", () => {
    const names = eventsIn("plain-answer.logs.otlp.jsonl").map((event) => event.name);
    expect(names).toContain("codex_otel::metrics::client");
  });
});

describe("The time of an event", () => {
  test("is the record's when it has one", () => {
    expect(eventFrom({ timeUnixNano: "5", observedTimeUnixNano: "7" })).toMatchObject({
      timeUnixNano: 5n,
      timeSource: "record",
    });
  });
  test('is the observed one when the record says "0"', () => {
    expect(eventFrom({ timeUnixNano: "0", observedTimeUnixNano: "7" })).toMatchObject({
      timeUnixNano: 7n,
      timeSource: "observed",
    });
  });
  test("is that of event.timestamp when there is no other", () => {
    const event = eventFrom({ attributes: attributes({ "event.timestamp": "2026-11-23T11:55:23.507Z" }) });
    expect(formatTimestamp(event.timeUnixNano)).toBe("2026-11-23T11:55:23.507000000Z");
    expect(event.timeSource).toBe("attribute");
  });
  test("is said to be unknown when there is none at all", () => {
    expect(eventFrom({})).toMatchObject({ timeUnixNano: 0n, timeSource: "none" });
  });
  test.each(["yesterday", "2026-11-23", "", "2026-13-45T00:00:00Z"])("%j is no timestamp", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
  test("zones and nanoseconds are exact", () => {
    expect(parseTimestamp("2026-11-23T12:55:23.123456789+01:00")).toBe(
      parseTimestamp("2026-11-23T11:55:23.123456789Z"),
    );
  });
});

describe("The name of an event", () => {
  test("is the attribute, not the source location in the record", () => {
    const event = eventFrom({
      eventName: "event otel/src/events/session_telemetry.rs:848",
      attributes: attributes({ "event.name": "codex.user_prompt" }),
    });
    expect(event).toMatchObject({ name: "codex.user_prompt", nameSource: "attribute" });
  });
  test("is the record's where a sender follows the OpenTelemetry convention", () => {
    expect(eventFrom({ eventName: "codex.tool_result" })).toMatchObject({
      name: "codex.tool_result",
      nameSource: "record",
    });
  });
  test.each([
    [{ decision: "approved", tool_name: "exec_command" }, "codex.tool_decision"],
    [{ call_id: "call_1", output: "ok", tool_name: "x" }, "codex.tool_result"],
    [{ prompt_length: "11" }, "codex.user_prompt"],
    [{ "event.kind": "response.completed" }, "codex.sse_event"],
    [{ provider_name: "openai", sandbox_policy: "read-only" }, "codex.conversation_starts"],
    [{ "http.response.status_code": "200", attempt: "0" }, "codex.api_request"],
  ])("follows from the attributes when a store has put the source location over it: %j", (values, name) => {
    const event = eventFrom({
      attributes: attributes({ ...values, "event.name": "event otel/src/events/session_telemetry.rs:848" }),
    });
    expect(event).toMatchObject({ name, nameSource: "inferred" });
  });
});

test("The vendor's documented names are understood beside the real ones", () => {
  const documented = eventFrom({ attributes: attributes({ sandbox_mode: "danger-full-access" }) });
  expect(attributeOf(documented.attributes, "sandbox_policy")).toEqual({ kind: "string", value: "danger-full-access" });
});
