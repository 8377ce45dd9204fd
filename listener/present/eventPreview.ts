import { sessionOf } from "../../core/events/eventSession.ts";
import { formatTimestamp } from "../../core/events/eventTime.ts";
import { toPlain, toPlainObject } from "../../core/otlp/anyValue.ts";
import type { CompiledPolicy } from "../../core/policy/compilePolicy.ts";
import { evaluateFor, localView } from "../../core/policy/evaluate.ts";
import type { RedactedEvent } from "../../core/policy/outcome.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import type { EventPreview } from "../protocol.ts";
import type { ReceivedEvent } from "../store/receivedEvent.ts";
import { maskedText } from "./maskedText.ts";
import { printableJson } from "./printableJson.ts";

/** What was received beside what a destination gets; undefined when the policy has no such destination. */
export function eventPreview(
  policy: CompiledPolicy,
  received: ReceivedEvent,
  destination: string,
): EventPreview | undefined {
  const outcome = evaluateFor(policy, destination, received.event);
  if (!outcome) return undefined;
  const { decision, rule, reason, redacted } = outcome;
  return {
    received: render(policy, received, localView(policy, received.event)),
    delivered:
      decision === "deliver"
        ? render(policy, received, redacted)
        : `${escapeControlCharacters(destination)} does not receive this event.\n\n${reason}\nRule: ${escapeControlCharacters(rule)}\n`,
  };
}

/** Pretty JSON in a stable order, so that a diff of two sides shows nothing but what was dropped, masked or hashed. */
function render(
  policy: CompiledPolicy,
  { event, turn }: ReceivedEvent,
  { attributes, resource, body }: RedactedEvent,
): string {
  const shown = {
    event: maskedText(policy, event.name),
    time: event.timeSource === "none" ? null : formatTimestamp(event.timeUnixNano),
    session: sessionOf(attributes) ?? null,
    turn,
    resource: toPlainObject(resource),
    attributes: toPlainObject(attributes),
    ...(body && { body: toPlain(body) }),
  };
  return `${printableJson(shown, 2)}\n`;
}
