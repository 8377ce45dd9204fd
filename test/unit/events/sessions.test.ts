import { expect, test } from "vitest";
import { summariseEvent } from "../../../core/events/eventSummary.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { SessionTracker } from "../../../core/events/sessionTracker.ts";
import { tokenUsageOf } from "../../../core/events/tokenUsage.ts";
import { stringValue } from "../../../core/otlp/anyValue.ts";
import { captureRequests } from "../otlp/captures.ts";

const eventsIn = (name: string) =>
  captureRequests(name).flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []));

test("A turn begins with each prompt; what came before the first is turn 0", () => {
  const tracker = new SessionTracker();
  const turns = eventsIn("many-turns.logs.otlp.jsonl")
    .filter((event) => event.session)
    .map((event) => [event.name, tracker.assign(event).turn] as const);
  expect(turns[0]).toEqual(["codex.conversation_starts", 0]);
  const prompts = turns.filter(([name]) => name === "codex.user_prompt").map(([, turn]) => turn);
  expect(prompts).toEqual(prompts.map((_, index) => index + 1));
});

test("The repeated completion event counts its tokens once", () => {
  const events = eventsIn("plain-answer.logs.otlp.jsonl");
  const completed = events.filter(
    (event) => event.name === "codex.sse_event" && event.attributes.get("event.kind")?.kind === "string",
  );
  const usages = events.map(tokenUsageOf).filter((usage) => usage !== undefined);
  expect(completed.length).toBeGreaterThan(usages.length);
  expect(usages).toEqual([{ inputTokens: 1201, outputTokens: 81 }]);
});

test("A tracker forgets the sessions that were silent longest", () => {
  const [event] = eventsIn("plain-answer.logs.otlp.jsonl").filter(({ name }) => name === "codex.user_prompt");
  if (!event) throw new Error("no prompt in the capture");
  const tracker = new SessionTracker(2);
  for (const session of ["a", "b", "c"]) tracker.assign({ ...event, session });
  expect(tracker.assign({ ...event, session: "c" }).turn).toBe(2);
  expect(tracker.assign({ ...event, session: "a" }).turn).toBe(1);
});

test("A row says what happened in a few words", () => {
  const [result] = eventsIn("many-turns.logs.otlp.jsonl").filter(({ name }) => name === "codex.tool_result");
  if (!result) throw new Error("no tool result in the capture");
  expect(summariseEvent(result.name, result.attributes, undefined)).toMatch(/^exec_command · echo step 0 · \d+ ms$/);
});

test("A row shows control characters and direction overrides as escapes, on one line, and not too long", () => {
  const prompt = stringValue(`line\n\u001b[31mred\u202e\u200b${"x".repeat(500)}`);
  const summary = summariseEvent("codex.user_prompt", new Map([["prompt", prompt]]), undefined);
  expect(summary).toMatch(/^line\\n\\u\{1b\}\[31mred\\u\{202e\}\\u\{200b\}x+…$/);
  expect([...summary]).toHaveLength(120);
});

test("A row of an unknown event, even one named constructor, shows its body", () => {
  expect(summariseEvent("constructor", new Map(), stringValue("hello"))).toBe("hello");
});
