import type { EventDefinition } from "../catalogueTypes.ts";
import { environmentAuthentication } from "./shared/attributeGroups.ts";
import { join, prefixed } from "./shared/summaryParts.ts";

export const conversationStarts: EventDefinition = {
  name: "codex.conversation_starts",
  title: "Session starts",
  description: "A session begins, with its sandbox, approval policy, model provider and MCP servers.",
  basic: true,
  signals: ["logs", "traces"],
  observed: true,
  attributes: [
    "provider_name",
    "approval_policy",
    "sandbox_policy",
    "network_access",
    "reasoning_effort",
    "reasoning_summary",
    "context_window",
    "auto_compact_token_limit",
    "mcp_servers",
    "mcp_server_count",
    "config.legacy_multi_agent_disabled_sources",
    ...environmentAuthentication,
  ],
  icon: "rocket",
  fingerprints: [["sandbox_policy"], ["approval_policy"]],
  summary: (text) =>
    join(
      text("model"),
      text("sandbox_policy"),
      prefixed("approval", text("approval_policy")),
      prefixed("network", text("network_access")),
      prefixed("MCP", text("mcp_servers")),
    ),
};
