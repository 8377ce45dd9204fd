import type { EventDefinition } from "../catalogueTypes.ts";
import { join, prefixed } from "./shared/summaryParts.ts";

export const turnCost: EventDefinition = {
  name: "codex.turn_cost",
  title: "Cost of a turn",
  description: "The provider's estimate of what a turn cost.",
  basic: false,
  signals: ["logs"],
  observed: false,
  attributes: ["turn.id", "usage.estimated_usd", "turn.interrupted", "speed", "reasoning_effort"],
  icon: "credit-card",
  fingerprints: [["usage.estimated_usd"]],
  summary: (text) => join(prefixed("$", text("usage.estimated_usd")).replace(" ", ""), text("speed")),
};
