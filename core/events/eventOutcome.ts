import { type AnyValue, toText } from "../otlp/anyValue.ts";

/**
 * How badly that went which an event tells of. `denied`: a person, the configuration, a reviewer or the sandbox refused a tool
 * call. `failed`: it was tried and did not work, or the model's provider refused it.
 */
export type EventOutcome = "failed" | "denied";

/** The attributes that tell. Names of Codex 0.169.0; those that no recording has are from its source. */
export const outcomeAttributes = [
  "success",
  "http.response.status_code",
  "error.message",
  "event.kind",
  "decision",
  "outcome",
  "auth.outcome",
  "startup.status",
] as const;

export type OutcomeAttribute = (typeof outcomeAttributes)[number];

/** The outcome of an event that went badly; undefined for one that went well or speaks of no outcome. */
export const eventOutcome = (name: string, attributes: ReadonlyMap<string, AnyValue>): EventOutcome | undefined =>
  outcomeFrom(name, (attribute) => toText(attributes.get(attribute)));

/** The same where the attributes are read in another way; what is missing reads as the empty text. */
export function outcomeFrom(name: string, read: (attribute: OutcomeAttribute) => string): EventOutcome | undefined {
  if (isDenied(name, read)) return "denied";
  const hasFailed =
    read("success").toLowerCase() === "false" ||
    Number(read("http.response.status_code")) >= 400 ||
    read("error.message") !== "" ||
    hasFailedByName(name, read);
  return hasFailed ? "failed" : undefined;
}

/** Every decision that does not begin with `approved` refuses: denied, abort, timed_out, denied_with_network_policy_deny. */
function isDenied(name: string, read: (attribute: OutcomeAttribute) => string): boolean {
  if (name === "codex.tool_decision") return /^(?!approved)./i.test(read("decision"));
  return name === "codex.sandbox_outcome" && /denied/i.test(read("outcome"));
}

function hasFailedByName(name: string, read: (attribute: OutcomeAttribute) => string): boolean {
  switch (name) {
    case "codex.sse_event":
      return read("event.kind") === "response.failed";
    case "codex.sandbox_outcome":
      return /timed|fail|error/i.test(read("outcome"));
    case "codex.auth_recovery":
      return /fail/i.test(read("auth.outcome"));
    case "codex.startup_phase":
      return /timed|fail|error/i.test(read("startup.status"));
    default:
      return false;
  }
}
