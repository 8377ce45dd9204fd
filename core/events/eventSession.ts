import { type AnyValue, toText } from "../otlp/anyValue.ts";
import { isUuid } from "../text/uuid.ts";
import { attributeOf } from "./catalogue.ts";

/**
 * The session of an event: `conversation.id` (Codex today), or what other versions and senders call it. `thread.id` is
 * also OpenTelemetry's name for a thread of the operating system, so it counts only when it is a UUID. A message between agents
 * has no session of its own: it is one of the agent that sends it.
 */
export function sessionOf(attributes: ReadonlyMap<string, AnyValue>): string | undefined {
  const conversation = toText(attributeOf(attributes, "conversation.id"));
  if (conversation) return conversation;
  const session = toText(attributes.get("session.id")) || toText(attributes.get("session_id"));
  if (session) return session;
  for (const name of ["thread.id", "thread_id", "sender_thread_id"]) {
    const thread = attributes.get(name);
    if (thread?.kind === "string" && isUuid(thread.value)) return thread.value;
  }
  return undefined;
}
