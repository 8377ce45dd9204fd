import { SessionTimeline } from "../../../core/timeline/sessionTimeline.ts";
import type { TimelineEvent } from "../../../core/timeline/timelineEvent.ts";

/** When the sessions of these tests begin. */
export const begin = Date.UTC(2026, 10, 23, 11, 55, 0);

/** An event of turn 1, so many milliseconds after the beginning. */
export function event(id: number, name: string, offset: number, more: Partial<TimelineEvent> = {}): TimelineEvent {
  return { id, turn: 1, name, timeUnixMilliseconds: begin + offset, summary: "", findings: [], ...more };
}

const noReasoning = { cachedTokens: 0, reasoningTokens: 0 };

/** One turn: a call of the model, a tool call that was approved, and the answer. */
export const oneTurn: readonly TimelineEvent[] = [
  event(1, "codex.user_prompt", 0, { summary: "Count the lines" }),
  event(2, "codex.api_request", 100, { durationMilliseconds: 80, summary: "200 · /responses" }),
  event(3, "codex.sse_event", 1100, { endsModelCall: true }),
  event(4, "codex.sse_event", 1101, { usage: { inputTokens: 1200, outputTokens: 80, ...noReasoning } }),
  event(5, "codex.tool_decision", 1200, {
    callId: "call_1",
    tool: "exec_command",
    decision: "approved",
    decidedBy: "config",
    summary: "",
  }),
  event(6, "codex.tool_result", 1800, {
    callId: "call_1",
    tool: "exec_command",
    durationMilliseconds: 500,
    summary: "wc -l",
  }),
];

export function timelineOf(events: readonly TimelineEvent[]): SessionTimeline {
  const timeline = new SessionTimeline();
  for (const each of events) timeline.add(each);
  return timeline;
}
