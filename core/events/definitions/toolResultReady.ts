import type { EventDefinition } from "../catalogueTypes.ts";
import { toolCall } from "./shared/attributeGroups.ts";

export const toolResultReady: EventDefinition = {
  name: "codex.tool_result_ready",
  title: "Tool result ready",
  description: "A tool's result is ready for the model.",
  basic: false,
  signals: ["traces"],
  observed: true,
  attributes: [...toolCall, "tool_source", "dispatch_to_result_ready_ms"],
  icon: "check-all",
};
