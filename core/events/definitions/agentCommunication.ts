import type { EventDefinition } from "../catalogueTypes.ts";
import { join } from "./shared/summaryParts.ts";

export const agentCommunication: EventDefinition = {
  name: "codex.agent_communication",
  title: "Message between agents",
  description: "One agent sent a message to another.",
  basic: false,
  signals: ["logs"],
  observed: false,
  attributes: [
    "communication_id",
    "kind",
    "state",
    "sender_thread_id",
    "receiver_thread_id",
    "source_call_id",
    "content_type",
    "content_bytes",
    "content",
  ],
  icon: "organization",
  fingerprints: [["communication_id"]],
  summary: (text) => join(text("kind"), text("state"), text("content")),
};
