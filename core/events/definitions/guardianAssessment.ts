import type { EventDefinition } from "../catalogueTypes.ts";
import { join, prefixed } from "./shared/summaryParts.ts";

export const guardianAssessment: EventDefinition = {
  name: "codex.guardian_assessment",
  title: "Automated review",
  description:
    "Codex's automated reviewer judged a tool call in place of a person, and why; only with log_guardian_assessments = true.",
  basic: false,
  signals: ["logs"],
  observed: true,
  attributes: [
    "review.id",
    "turn.id",
    "item.id",
    "status",
    "outcome",
    "risk_level",
    "user_authorization",
    "started_at_ms",
    "completed_at_ms",
    "rationale",
    "rationale_length",
    "rationale_truncated",
  ],
  icon: "verified",
  fingerprints: [["review.id"], ["risk_level", "user_authorization"]],
  // without an outcome the review itself failed: it timed out or was aborted
  outcome: (read) =>
    /^deny/i.test(read("outcome"))
      ? "denied"
      : /^(timed_out|aborted|failed|denied)/i.test(read("status"))
        ? "failed"
        : undefined,
  summary: (text) => join(text("status"), prefixed("risk", text("risk_level")), text("rationale")),
};
