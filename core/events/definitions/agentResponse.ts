import type { EventDefinition } from "../catalogueTypes.ts";

export const agentResponse: EventDefinition = {
  name: "codex.agent_response",
  title: "Answer",
  description: "A final answer of the model, at most 65,536 bytes of it; only with log_agent_responses = true.",
  basic: false,
  signals: ["logs"],
  observed: true,
  attributes: [
    "agent.type",
    "turn.id",
    "item.id",
    "parent.conversation.id",
    "parent.turn.id",
    "root.turn.id",
    "initiating.agent.path",
    "response",
    "response_length",
    "response_truncated",
  ],
  icon: "comment",
  fingerprints: [["response_length"]],
  summary: (text) => text("response") || text("response_length"),
};
