import type { EventDefinition } from "../catalogueTypes.ts";
import { environmentAuthentication, requestAuthentication } from "./shared/attributeGroups.ts";
import { join } from "./shared/summaryParts.ts";

export const apiRequest: EventDefinition = {
  name: "codex.api_request",
  title: "Request to the model",
  description: "One request to the model provider, with status, duration and attempt.",
  basic: true,
  signals: ["logs", "traces"],
  observed: true,
  attributes: [
    "duration_ms",
    "http.response.status_code",
    "error.message",
    "attempt",
    "endpoint",
    ...requestAuthentication,
    ...environmentAuthentication,
    // those for the list of models
    "auth.mode",
    "success",
  ],
  icon: "cloud-upload",
  weakFingerprints: [["http.response.status_code"], ["attempt"], ["endpoint"]],
  summary: (text) =>
    join(
      text("http.response.status_code"),
      text("endpoint"),
      text.milliseconds("duration_ms"),
      text("error.message"),
      Number(text("attempt")) > 0 ? `attempt ${text("attempt")}` : "",
    ),
};
