import type { EventDefinition, EventFields, RefusedBy } from "../catalogueTypes.ts";
import { exitCodeIn } from "../commandExit.ts";
import { refusalInResult } from "../refusal.ts";
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
  // success says that the tool did its work: a command that ended with another exit code than 0 failed all the same
  outcome: (read) => {
    if (refusalInResult(read) !== undefined) return "denied";
    const code = exitCodeIn(read("output"));
    return code === undefined ? undefined : code === 0 ? "done" : "failed";
  },
  refusedBy: refusalInResult,
  summary: (text) =>
    join(
      [text("mcp_server"), text("tool_name")].filter((part) => part !== "").join("/"),
      commandIn(text("arguments")),
      ending(text),
      text.milliseconds("duration_ms"),
    ),
};

/** `exit code 1`, `refused by a rule`, else whether the tool itself failed. */
function ending(text: EventFields): string {
  const code = exitCodeIn(text("output"));
  if (code !== undefined) return code === 0 ? "" : `exit code ${code}`;
  const refuser = refusalInResult(text);
  return refuser === undefined ? failedUnless(text("success")) : `refused by ${refusers[refuser]}`;
}

const refusers = {
  person: "a person",
  rule: "a rule",
  sandbox: "the sandbox",
  reviewer: "the reviewer",
} as const satisfies Record<RefusedBy, string>;
