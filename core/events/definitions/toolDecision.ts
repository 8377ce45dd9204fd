import type { EventDefinition } from "../catalogueTypes.ts";
import { deciderOf } from "../refusal.ts";
import { toolCall } from "./shared/attributeGroups.ts";
import { join, prefixed } from "./shared/summaryParts.ts";

export const toolDecision: EventDefinition = {
  name: "codex.tool_decision",
  title: "Tool decision",
  description: "A tool call was approved or denied, and by whom.",
  basic: true,
  signals: ["logs"],
  observed: true,
  attributes: [...toolCall, "decision", "source"],
  icon: "law",
  fingerprints: [["decision"]],
  // every decision that does not begin with `approved` refuses: denied, abort, timed_out, denied_with_network_policy_deny
  outcome: (read) => (isRefusal(read("decision")) ? "denied" : undefined),
  refusedBy: (read) => (isRefusal(read("decision")) ? deciderOf(read("source")) : undefined),
  summary: (text) => join(text("tool_name"), text("decision"), prefixed("by", text("source").toLowerCase())),
};

const isRefusal = (decision: string): boolean => /^(?!approved)./i.test(decision);
