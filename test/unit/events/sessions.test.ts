import { expect, test } from "vitest";
import { eventsOf } from "../../../core/events/normalise.ts";
import { SessionTracker } from "../../../core/events/sessionTracker.ts";
import { tokenUsageOf } from "../../../core/events/tokenUsage.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";

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
  expect(usages).toEqual([{ inputTokens: 1201, outputTokens: 81, cachedTokens: 400, reasoningTokens: 12 }]);
});

test("A tracker forgets the sessions that were silent longest", () => {
  const [event] = eventsIn("plain-answer.logs.otlp.jsonl").filter(({ name }) => name === "codex.user_prompt");
  if (!event) throw new Error("no prompt in the capture");
  const tracker = new SessionTracker(2);
  for (const session of ["a", "b", "c"]) tracker.assign({ ...event, session });
  expect(tracker.assign({ ...event, session: "c" }).turn).toBe(2);
  expect(tracker.assign({ ...event, session: "a" }).turn).toBe(1);
});

test.each([["NaN"], ["Infinity"], ["-5"], ["many"], [""]])("A token count of %j spoils no sum", (count) => {
  const [event] = eventsIn("plain-answer.logs.otlp.jsonl").filter((candidate) => tokenUsageOf(candidate));
  if (!event) throw new Error("no token counts in the capture");
  const attributes = new Map([...event.attributes, ["input_token_count", { kind: "string", value: count }] as const]);
  expect(tokenUsageOf({ ...event, attributes })).toMatchObject({ inputTokens: 0, outputTokens: 81 });
});

test("All sessions of a recording account for as many turns as there were prompts", () => {
  for (const name of captureNames) {
    const tracker = new SessionTracker();
    const events = eventsIn(name);
    const last = new Map<string, number>();
    for (const event of events) {
      const { session, turn } = tracker.assign(event);
      expect(turn).toBeGreaterThanOrEqual(last.get(session) ?? 0);
      last.set(session, turn);
    }
    const prompts = events.filter((event) => event.name === "codex.user_prompt").length;
    expect([...last.values()].reduce((sum, turn) => sum + turn, 0)).toBe(prompts);
  }
});
