import type { EventDefinition } from "../catalogueTypes.ts";
import { toolCall } from "./shared/attributeGroups.ts";

export const toolCallReceived: EventDefinition = {
  name: "codex.tool_call_received",
  title: "Tool call",
  description: "The model called a tool.",
  basic: false,
  signals: ["traces"],
  observed: true,
  attributes: [...toolCall, "tool_source"],
  icon: "call-incoming",
};
