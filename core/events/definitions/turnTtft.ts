import type { EventDefinition } from "../catalogueTypes.ts";

export const turnTtft: EventDefinition = {
  name: "codex.turn_ttft",
  title: "First token",
  description: "How long the turn waited for the model's first token.",
  basic: false,
  signals: ["logs", "traces"],
  observed: true,
  attributes: ["duration_ms"],
  icon: "watch",
  summary: (text) => text.milliseconds("duration_ms"),
};
