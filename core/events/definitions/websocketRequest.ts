import type { EventDefinition } from "../catalogueTypes.ts";
import { environmentAuthentication } from "./shared/attributeGroups.ts";
import { failedUnless, join } from "./shared/summaryParts.ts";

export const websocketRequest: EventDefinition = {
  name: "codex.websocket_request",
  title: "Request over WebSocket",
  description: "One request to the model over an open WebSocket.",
  basic: false,
  signals: ["logs", "traces"],
  observed: false,
  attributes: ["duration_ms", "success", "error.message", "auth.connection_reused", ...environmentAuthentication],
  icon: "arrow-swap",
  weakFingerprints: [["auth.connection_reused"]],
  summary: (text) => join(failedUnless(text("success")), text.milliseconds("duration_ms"), text("error.message")),
};
