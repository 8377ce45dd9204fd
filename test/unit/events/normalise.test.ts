import { describe, expect, test } from "vitest";
import { formatTimestamp, parseTimestamp } from "../../../core/events/eventTime.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { toText } from "../../../core/otlp/anyValue.ts";
import { parseOtlpJson, parseRequestJson } from "../../../core/otlp/json.ts";
import { captureLines, captureNames, captureRequests } from "../otlp/captures.ts";

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
      // Codex asks for the list of models before there is a session
      if (toText(event.attributes.get("endpoint")) === "/models") expect(event.session).toBeUndefined();
      else expect(event.session).toMatch(/^[0-9a-f-]{36}$/);
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
  test.each(["yesterday", "2026-11-23", "", "2026-13-45T00:00:00Z", "1901-01-01T00:00:00Z"])(
    "%j is no timestamp",
    (text) => {
      expect(parseTimestamp(text)).toBeUndefined();
    },
  );
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

describe("Events of other versions and senders", () => {
  test.each(captureNames)("%s: every event is still known when a source location stands over its name", (name) => {
    const lines = captureLines(name).filter((line) => line.includes("resourceLogs"));
    const hidden = lines.flatMap((line) =>
      parseOtlpJson(line.replace(/"codex\.[a-z_]+"/g, '"event otel/src/events/session_telemetry.rs:863"')),
    );
    const found = hidden.flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []));
    expect(found.map((event) => event.name)).toEqual(eventsIn(name).map((event) => event.name));
    expect(new Set(found.map((event) => event.nameSource))).toEqual(
      new Set(found.some((event) => !event.name.startsWith("codex.")) ? ["inferred", "none"] : ["inferred"]),
    );
  });
  test("a name without its prefix is understood in a record of Codex", () => {
    expect(eventFrom({ attributes: attributes({ "event.name": "tool_result" }) }).name).toBe("codex.tool_result");
    expect(eventFrom({ attributes: attributes({ event_name: "codex.tool_result" }) }).name).toBe("codex.tool_result");
  });
  test("a name in the body is understood, other bodies are not names", () => {
    expect(eventFrom({ body: { stringValue: "codex.user_prompt" } })).toMatchObject({
      name: "codex.user_prompt",
      nameSource: "record",
    });
    expect(eventFrom({ body: { stringValue: "codex.user_prompt was sent" } }).name).toBe("codex_otel.log_only");
  });
  test("another program's events keep their own names, whatever attributes they have", () => {
    const foreign = attributes({ "event.name": "user_prompt", prompt_length: "3", prompt: "abc" });
    expect(eventFrom({ attributes: foreign }, "com.example.agent")).toMatchObject({ name: "user_prompt" });
    expect(eventFrom({ attributes: attributes({ prompt_length: "3" }) }, "com.example.agent")).toMatchObject({
      name: "com.example.agent",
      nameSource: "none",
    });
    expect(eventFrom({ eventName: "browser.page_view" }, "web")).toMatchObject({ name: "browser.page_view" });
  });
});

describe("The session of an event", () => {
  const uuid = "01a20842-d15b-7642-a3e1-4682f373dff0";
  test.each([
    [{ "conversation.id": "a", "session.id": "b" }, "a"],
    [{ conversation_id: "a" }, "a"],
    [{ "session.id": "b" }, "b"],
    [{ "thread.id": uuid }, uuid],
    [{ "thread.id": "7" }, undefined],
    [{ "conversation.id": "" }, undefined],
    [{}, undefined],
  ])("of %j", (values, session) => {
    expect(eventFrom({ attributes: attributes(values) }).session).toBe(session);
  });
});

test("An attribute named __proto__ is one like any other", () => {
  const event = eventFrom({ attributes: attributes({ ["__proto__"]: "x", "event.name": "codex.user_prompt" }) });
  expect([...event.attributes.keys()]).toEqual(["__proto__", "event.name"]);
});
