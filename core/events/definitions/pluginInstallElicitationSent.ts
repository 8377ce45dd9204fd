import type { EventDefinition } from "../catalogueTypes.ts";
import { pluginInstall } from "./shared/attributeGroups.ts";

export const pluginInstallElicitationSent: EventDefinition = {
  name: "codex.plugin_install_elicitation_sent",
  title: "Plugin offered",
  description: "The person was asked whether to install a plugin or connector.",
  basic: false,
  signals: ["logs", "traces"],
  observed: false,
  attributes: pluginInstall,
  icon: "question",
  fingerprints: [["plugin_install.tool_id"]],
};
