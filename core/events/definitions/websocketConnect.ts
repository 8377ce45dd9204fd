import type { EventDefinition } from "../catalogueTypes.ts";
import { environmentAuthentication, requestAuthentication } from "./shared/attributeGroups.ts";
import { failedUnless, join } from "./shared/summaryParts.ts";

export const websocketConnect: EventDefinition = {
  name: "codex.websocket_connect",
  title: "Connection to the model",
  description: "A WebSocket to the model provider was opened.",
  basic: false,
  signals: ["logs", "traces"],
  observed: false,
  attributes: [
    "duration_ms",
    "http.response.status_code",
    "success",
    "error.message",
    "endpoint",
    "auth.connection_reused",
    ...requestAuthentication,
    ...environmentAuthentication,
  ],
  icon: "plug",
  weakFingerprints: [["auth.connection_reused", "endpoint"]],
  summary: (text) =>
    join(
      text("endpoint"),
      failedUnless(text("success")),
      text.milliseconds("duration_ms"),
      text("http.response.status_code"),
      text("error.message"),
    ),
};
