import type { EventDefinition } from "../catalogueTypes.ts";
import { join } from "./shared/summaryParts.ts";

export const userPrompt: EventDefinition = {
  name: "codex.user_prompt",
  title: "Prompt",
  description: "The person asked something; a turn begins. The prompt itself only with log_user_prompt = true.",
  basic: true,
  signals: ["logs", "traces"],
  observed: true,
  attributes: ["prompt", "prompt_length", "text_input_count", "image_input_count", "local_image_input_count"],
  icon: "account",
  fingerprints: [["prompt_length"], ["prompt"]],
  summary: (text) => {
    const prompt = text("prompt");
    const length = text("prompt_length") && `${text("prompt_length")} characters`;
    return prompt.startsWith("[REDACTED") ? join(prompt, length) : prompt || length;
  },
};
