import type { EventDefinition } from "../catalogueTypes.ts";
import { join } from "./shared/summaryParts.ts";

export const skillInvocation: EventDefinition = {
  name: "codex.skill_invocation",
  title: "Skill",
  description: "A skill was used in a turn, because the person named it or the model chose it.",
  basic: false,
  signals: ["logs"],
  observed: true,
  attributes: ["turn.id", "user.id", "skill.name", "skill.scope", "skill.plugin_id", "skill.invocation_type"],
  icon: "mortar-board",
  fingerprints: [["skill.name"], ["skill.invocation_type"]],
  summary: (text) => join(text("skill.name"), text("skill.scope"), text("skill.invocation_type")),
};
