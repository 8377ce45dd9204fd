import type { EventDefinition } from "../catalogueTypes.ts";
import { commandIn } from "../toolCommand.ts";
import { toolCall } from "./shared/attributeGroups.ts";
import { failedUnless, join } from "./shared/summaryParts.ts";

export const toolResult: EventDefinition = {
  name: "codex.tool_result",
  title: "Tool result",
  description: "A tool answered. Logs carry its whole arguments and output, also when log_user_prompt is false.",
  basic: true,
  signals: ["logs", "traces"],
  observed: true,
  attributes: [
    ...toolCall,
    "arguments",
    "output",
    "duration_ms",
    "success",
    "output_truncated",
    "mcp_server",
    "mcp_server_origin",
    "agent_name",
    "tool_result_seq",
    "arguments_length",
    "output_length",
    "output_line_count",
    "tool_origin",
    "mcp_tool",
  ],
  icon: "tools",
  fingerprints: [["output"], ["arguments"], ["tool_result_seq"], ["success", "call_id"]],
  summary: (text) =>
    join(
      [text("mcp_server"), text("tool_name")].filter((part) => part !== "").join("/"),
      commandIn(text("arguments")),
      failedUnless(text("success")),
      text.milliseconds("duration_ms"),
    ),
};
