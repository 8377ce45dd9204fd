import type { EventDefinition } from "../catalogueTypes.ts";
import { join } from "./shared/summaryParts.ts";

export const sandboxOutcome: EventDefinition = {
  name: "codex.sandbox_outcome",
  title: "Sandbox outcome",
  description: "What the sandbox did to a tool call: denied, timed out, escalated.",
  basic: false,
  signals: ["logs", "traces"],
  observed: false,
  attributes: ["tool_name", "call_id", "outcome", "initial_duration_ms", "escalated_duration_ms"],
  icon: "shield",
  fingerprints: [["outcome", "call_id"]],
  outcome: (read) =>
    /denied/i.test(read("outcome")) ? "denied" : /timed|fail|error/i.test(read("outcome")) ? "failed" : undefined,
  refusedBy: (read) => (/denied/i.test(read("outcome")) ? "sandbox" : undefined),
  summary: (text) => join(text("tool_name"), text("outcome"), text.milliseconds("initial_duration_ms")),
};
