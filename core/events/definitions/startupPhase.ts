import type { EventDefinition } from "../catalogueTypes.ts";
import { join } from "./shared/summaryParts.ts";

export const startupPhase: EventDefinition = {
  name: "codex.startup_phase",
  title: "Start-up step",
  description: "One step of starting up, and how long it took.",
  basic: false,
  signals: ["logs", "traces"],
  observed: true,
  attributes: ["startup.phase", "startup.status", "duration_ms"],
  icon: "settings-gear",
  fingerprints: [["startup.phase"]],
  outcome: (read) => (/timed|fail|error/i.test(read("startup.status")) ? "failed" : undefined),
  summary: (text) => join(text("startup.phase"), text("startup.status"), text.milliseconds("duration_ms")),
};
