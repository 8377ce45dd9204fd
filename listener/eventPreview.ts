import { formatTimestamp } from "../core/events/eventTime.ts";
import { toPlain, toPlainObject } from "../core/otlp/anyValue.ts";
import type { CompiledPolicy } from "../core/policy/compilePolicy.ts";
import { evaluateFor, localView } from "../core/policy/evaluate.ts";
import type { RedactedEvent } from "../core/policy/outcome.ts";
import { escapeControlCharacters } from "../core/text/escapeControl.ts";
import type { EventPreview } from "./protocol.ts";
import type { ReceivedEvent } from "./receivedEvent.ts";

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
    received: render(received, localView(policy, received.event)),
    delivered:
      decision === "deliver"
        ? render(received, redacted)
        : `${escapeControlCharacters(destination)} does not receive this event.\n\n${reason}\nRule: ${escapeControlCharacters(rule)}\n`,
  };
}

/** Pretty JSON in a stable order. What would not show, or would mislead, is written as a JSON escape. */
function render({ event, turn }: ReceivedEvent, { attributes, resource, body }: RedactedEvent): string {
  const json = JSON.stringify(
    {
      event: event.name,
      time: event.timeSource === "none" ? null : formatTimestamp(event.timeUnixNano),
      turn,
      attributes: toPlainObject(attributes),
      ...(body && { body: toPlain(body) }),
      resource: toPlainObject(resource),
    },
    null,
    2,
  );
  const lines = json.split("\n").map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, jsonEscape));
  return `${lines.join("\n")}\n`;
}

function jsonEscape(character: string): string {
  let sequence = "";
  for (let i = 0; i < character.length; i++) sequence += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return sequence;
}
