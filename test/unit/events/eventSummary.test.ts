import { describe, expect, test } from "vitest";
import { eventDefinition } from "../../../core/events/catalogue.ts";
import { summariseEvent } from "../../../core/events/eventSummary.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { commandIn } from "../../../core/events/toolCommand.ts";
import { type AnyValue, stringValue } from "../../../core/otlp/anyValue.ts";
import { escapeControlCharacters } from "../../../core/text/escapeControl.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";

const eventsIn = (name: string) =>
  captureRequests(name).flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []));

const row = (name: string, values: Readonly<Record<string, string | AnyValue>>) =>
  summariseEvent(
    `codex.${name}`,
    new Map(
      Object.entries(values).map(([key, value]) => [key, typeof value === "string" ? stringValue(value) : value]),
    ),
    undefined,
  );

describe("A row says what happened in a few words", () => {
  test("in a recorded session", () => {
    const rows = eventsIn("many-turns.logs.otlp.jsonl").map((event) => ({
      name: event.name,
      text: summariseEvent(event.name, event.attributes, event.body),
    }));
    const first = (name: string) => rows.find((candidate) => candidate.name === name)?.text;
    expect(first("codex.conversation_starts")).toBe("gpt-5.2-codex · workspace-write · approval never");
    expect(first("codex.api_request")).toMatch(/^200 · \/responses · \d+ ms$/);
    expect(first("codex.tool_decision")).toBe("exec_command · approved · by config");
    expect(first("codex.tool_result")).toMatch(/^exec_command · echo step 0 · \d+ ms$/);
    expect(rows.map(({ text }) => text)).toContain("response.completed · 1201 in, 81 out");
  });
  test.each(captureNames)("%s: every event has one, on one line of at most 120 characters", (name) => {
    for (const event of eventsIn(name)) {
      const text = summariseEvent(event.name, event.attributes, event.body);
      expect([event.name, text]).not.toContain("");
      expect([...text].length).toBeLessThanOrEqual(120);
      expect(text).toBe(escapeControlCharacters(text));
    }
  });
  test.each([
    [
      "tool_result",
      { tool_name: "exec_command", arguments: '{"cmd":"ls"}', success: "false", duration_ms: "1500" },
      "exec_command · ls · failed · 1.5 s",
    ],
    [
      "tool_result",
      { tool_name: "search", mcp_server: "docs", success: "true", duration_ms: "125000" },
      "docs/search · 2 min 5 s",
    ],
    ["tool_result", { tool_name: "exec_command", arguments: "[REDACTED]" }, "exec_command · [REDACTED]"],
    ["user_prompt", { prompt: "[REDACTED]", prompt_length: "23" }, "[REDACTED] · 23 characters"],
    ["user_prompt", { prompt_length: "23" }, "23 characters"],
    [
      "api_request",
      { "http.response.status_code": { kind: "int", value: 401n }, "error.message": "http 401", attempt: "2" },
      "401 · http 401 · attempt 2",
    ],
    [
      "conversation_starts",
      { sandbox_mode: "danger-full-access", network_access: { kind: "bool", value: true } },
      "danger-full-access · network true",
    ],
    ["sandbox_outcome", { tool_name: "exec_command", outcome: "denied" }, "exec_command · denied"],
    ["turn_cost", { "usage.estimated_usd": "0.04" }, "$0.04"],
    ["something_new", { model: "m", colour: "red", size: "9" }, "colour red · size 9"],
    ["tool_decision", {}, ""],
  ] as [string, Record<string, string | AnyValue>, string][])("%s, row %#", (name, values, text) => {
    expect(row(name, values)).toBe(text);
  });
  test("what is told elsewhere can be left out", () => {
    const without = new Set(["tool_name", "success", "duration_ms", "size"]);
    const brief = (name: string, values: Readonly<Record<string, string>>) =>
      summariseEvent(
        name,
        new Map(Object.entries(values).map(([key, text]) => [key, stringValue(text)])),
        undefined,
        without,
      );
    const call = { tool_name: "search", arguments: '{"cmd":"ls"}', success: "false", duration_ms: "1500" };
    expect(brief("codex.tool_result", call)).toBe("ls");
    expect(brief("codex.tool_result", { ...call, mcp_server: "docs" })).toBe("docs · ls");
    expect(brief("codex.turn_ttft", { duration_ms: "12" })).toBe("");
    expect(brief("codex.something_new", { size: "9", colour: "red" })).toBe("colour red");
  });
  test("an event of the catalogue never shows its raw attributes for want of a summary", () => {
    expect(eventDefinition("codex.plugin_install_suggestion")).toBeDefined();
    expect(row("plugin_install_suggestion", { "plugin_install.tool_name": "Notes" })).toBe(
      "plugin_install.tool_name Notes",
    );
  });
  test("an unknown event, even one named constructor, shows its body", () => {
    expect(summariseEvent("constructor", new Map(), stringValue("hello"))).toBe("hello");
  });
});

describe("A row cannot be made to lie", () => {
  test("control characters and direction overrides are escapes, on one line, and not too long", () => {
    const text = row("user_prompt", { prompt: `line\n\u001b[31mred\u202e\u200b${"x".repeat(500)}` });
    expect(text).toMatch(/^line\\n\\u\{1b\}\[31mred\\u\{202e\}\\u\{200b\}x+…$/);
    expect([...text]).toHaveLength(120);
  });
  test.each([
    "\u0000",
    "\u007f",
    "\u009b",
    "\u00ad",
    "\u061c",
    "\u200d",
    "\u2028",
    "\u2066",
    "\ufeff",
    "\u{e0041}",
    "\u{e0101}",
    "\ud800",
  ])("%j is shown as an escape", (character) => {
    expect(escapeControlCharacters(`a${character}b`)).toMatch(/^a\\u\{[0-9a-f]+\}b$/);
  });
  test("ordinary text of any script stays as it is", () => {
    const text = 'naïve ✓ 日本語 עברית 😀 \\ "quotes"';
    expect(escapeControlCharacters(text)).toBe(text);
  });
});

describe("What a tool call does is read from its arguments", () => {
  test.each([
    ['{"cmd":"ls -la"}', "ls -la"],
    ['{"command":["bash","-lc","npm test"]}', "npm test"],
    ['{"command":["git","status"]}', "git status"],
    ['{"query":"otel"}', '{"query":"otel"}'],
    ['{"cmd":"ls', '{"cmd":"ls'],
    ["*** Begin Patch\n*** Update File: src/retry.ts\n@@", "Update src/retry.ts"],
    ['{"input":"*** Begin Patch\\n*** Add File: a.md\\n+x"}', "Add a.md"],
    ['{"cmd":null}', '{"cmd":null}'],
    ["", ""],
  ])("%s", (text, command) => {
    expect(commandIn(text)).toBe(command);
  });
});
