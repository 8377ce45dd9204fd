import type { EventDefinition } from "../catalogueTypes.ts";

export const turnProfile: EventDefinition = {
  name: "codex.turn_profile",
  title: "Profile of a turn",
  description: "How often the model was asked in a turn.",
  basic: false,
  signals: ["traces"],
  observed: true,
  attributes: ["critical_path_status", "sampling_request_count", "sampling_retry_count"],
  icon: "graph",
};
