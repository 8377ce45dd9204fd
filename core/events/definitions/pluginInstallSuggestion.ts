import type { EventDefinition } from "../catalogueTypes.ts";
import { pluginInstall } from "./shared/attributeGroups.ts";

export const pluginInstallSuggestion: EventDefinition = {
  name: "codex.plugin_install_suggestion",
  title: "Plugin answer",
  description: "What the person answered to the offer of a plugin or connector.",
  basic: false,
  signals: ["logs", "traces"],
  observed: false,
  attributes: [
    ...pluginInstall,
    "plugin_install.response_action",
    "plugin_install.user_confirmed",
    "plugin_install.completed",
  ],
  icon: "extensions",
  fingerprints: [["plugin_install.response_action"]],
};
