import { type AnyValue, toText } from "../otlp/anyValue.ts";
import type { NameSource } from "./codexEvent.ts";

const eventNamePattern = /^codex\.[a-z0-9_]+(\.[a-z0-9_]+)*$/;

/**
 * Which attributes give an event away when its name is lost. Some stores and Codex versions put the source location over
 * `event.name` (openai/codex#42837). The first row whose attributes are all present wins, so narrower rows come first.
 */
const fingerprints: readonly (readonly [name: string, attributes: readonly string[]])[] = [
  ["codex.conversation_starts", ["provider_name", "sandbox_policy"]],
  ["codex.conversation_starts", ["approval_policy", "sandbox_mode"]],
  ["codex.tool_decision", ["decision", "tool_name"]],
  ["codex.tool_result", ["call_id", "output"]],
  ["codex.tool_result", ["call_id", "success", "tool_name"]],
  ["codex.user_prompt", ["prompt_length"]],
  ["codex.sse_event", ["event.kind"]],
  ["codex.startup_phase", ["startup.phase"]],
  ["codex.auth_recovery", ["auth.recovery_reason"]],
  ["codex.api_request", ["http.response.status_code", "attempt"]],
  ["codex.api_request", ["endpoint", "attempt"]],
];

function eventNameIn(text: string): string | undefined {
  return eventNamePattern.test(text) ? text : undefined;
}

/**
 * Finds the name of a Codex event. In 0.169.0 it is the attribute `event.name`, while the record's own `eventName` is a
 * source location (`event otel/src/…`); other senders put it into the record or, as text, into the body; and where it
 * was lost it follows from the attributes. Records that are no Codex event are named after their scope.
 */
export function nameOf(
  attributes: ReadonlyMap<string, AnyValue>,
  recordName: string,
  body: AnyValue | undefined,
  scope: string,
): { readonly name: string; readonly nameSource: NameSource } {
  const fromAttribute = toText(attributes.get("event.name"));
  const attributeName = eventNameIn(fromAttribute);
  if (attributeName) return { name: attributeName, nameSource: "attribute" };
  const inRecord = eventNameIn(recordName) ?? (body?.kind === "string" ? eventNameIn(body.value) : undefined);
  if (inRecord) return { name: inRecord, nameSource: "record" };
  const inferred = fingerprints.find(([, names]) => names.every((name) => attributes.has(name)));
  if (inferred) return { name: inferred[0], nameSource: "inferred" };
  const isSourceLocation = fromAttribute.startsWith("event ");
  if (fromAttribute && !isSourceLocation) return { name: fromAttribute, nameSource: "attribute" };
  return { name: scope || "(unnamed)", nameSource: "none" };
}
