import type { EventDefinition } from "../catalogueTypes.ts";
import { instant, join } from "./shared/summaryParts.ts";

export const sseEvent: EventDefinition = {
  name: "codex.sse_event",
  title: "Streamed event",
  description:
    "One event of the model's streamed answer. response.completed comes twice: once with a duration, once with tokens.",
  basic: true,
  signals: ["logs", "traces"],
  observed: true,
  attributes: [
    "event.kind",
    "duration_ms",
    "error.message",
    "input_token_count",
    "output_token_count",
    "cached_token_count",
    "cache_write_token_count",
    "reasoning_token_count",
    "tool_token_count",
    "ttft_ms",
    "model_reasoning_effort",
    "service_tier",
  ],
  icon: "pulse",
  fingerprints: [["event.kind"], ["input_token_count"]],
  outcome: (read) => (read("event.kind") === "response.failed" ? "failed" : undefined),
  summary: (text) =>
    text("input_token_count") || text("output_token_count")
      ? join(text("event.kind"), `${text("input_token_count")} in, ${text("output_token_count")} out`)
      : join(text("event.kind"), instant(text.milliseconds("duration_ms")), text("error.message")),
};
