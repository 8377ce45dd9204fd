import type { EventDefinition } from "../catalogueTypes.ts";
import { join } from "./shared/summaryParts.ts";

export const authRecovery: EventDefinition = {
  name: "codex.auth_recovery",
  title: "Sign-in recovery",
  description: "Codex tried to recover a refused sign-in.",
  basic: false,
  signals: ["logs", "traces"],
  observed: true,
  attributes: [
    "auth.mode",
    "auth.step",
    "auth.outcome",
    "auth.recovery_reason",
    "auth.request_id",
    "auth.cf_ray",
    "auth.error",
    "auth.error_code",
    "auth.state_changed",
  ],
  icon: "key",
  fingerprints: [["auth.step"]],
  outcome: (read) => (/fail/i.test(read("auth.outcome")) ? "failed" : undefined),
  summary: (text) => join(text("auth.step"), text("auth.outcome"), text("auth.recovery_reason")),
};
