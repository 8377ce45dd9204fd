import type { CodexEvent } from "../../../core/events/codexEvent.ts";
import { sessionOf } from "../../../core/events/eventSession.ts";
import { formatTimestamp } from "../../../core/events/eventTime.ts";
import { toPlain, toPlainObject } from "../../../core/otlp/anyValue.ts";
import type { CompiledPolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor, localView } from "../../../core/policy/evaluate/evaluate.ts";
import { type SeenId, seenIds } from "../../../core/policy/evaluate/recordIds.ts";
import type { RedactedEvent } from "../../../core/policy/model/outcome.ts";
import type { IdName } from "../../../core/policy/model/recordIds.ts";
import { escapeControlCharacters } from "../../../core/text/escapeControl.ts";
import { printableJson } from "../../../core/text/printableJson.ts";
import type { EventPreview, SessionPreview } from "../../protocol/events.ts";
import type { ReceivedEvent } from "../../store/receivedEvent.ts";
import { maskedText } from "./maskedText.ts";

/**
 * What was received beside what a destination gets; undefined when the policy has no such destination. Credentials and
 * secrets are masked on the received side unless they are to be revealed.
 */
export function eventPreview(
  policy: CompiledPolicy,
  received: ReceivedEvent,
  destination: string,
  reveal = false,
): EventPreview | undefined {
  const outcome = evaluateFor(policy, destination, received.event);
  if (!outcome) return undefined;
  const { decision, rule, reason, redacted } = outcome;
  return {
    received: text(receivedSide(policy, received, reveal)),
    delivered:
      decision === "deliver"
        ? text(shown(policy, received, redacted, idsFor(policy, received.event, destination)))
        : `${escapeControlCharacters(destination)} does not receive this event.\n\n${reason}\nRule: ${escapeControlCharacters(rule)}\n`,
  };
}

/** The same for all given events of a session, both sides as one array. A withheld event has the reason in its place. */
export function sessionPreview(
  policy: CompiledPolicy,
  events: readonly ReceivedEvent[],
  notShown: number,
  destination: string,
  reveal = false,
): SessionPreview | undefined {
  const sides = { received: [] as object[], delivered: [] as object[] };
  for (const event of events) {
    const outcome = evaluateFor(policy, destination, event.event);
    if (!outcome) return undefined;
    const { decision, rule, reason, redacted } = outcome;
    sides.received.push(receivedSide(policy, event, reveal));
    sides.delivered.push(
      decision === "deliver"
        ? shown(policy, event, redacted, idsFor(policy, event.event, destination))
        : { event: maskedText(policy, event.event.name), time: timeOf(event.event), withheld: reason, rule },
    );
  }
  const rest = notShown > 0 ? [{ notShown }] : [];
  return {
    received: text([...sides.received, ...rest]),
    delivered: text([...sides.delivered, ...rest]),
    events: events.map(({ id }) => id),
  };
}

/** Events as one JSON text, credentials masked: an object for a single one, else an array. */
export function eventsJson(policy: CompiledPolicy, events: readonly ReceivedEvent[], notShown: number): string {
  const all = events.map((received) => {
    const { sender } = received;
    return { ...receivedSide(policy, received, false), ...(sender !== undefined && { sender }) };
  });
  const [only] = all;
  return text(only !== undefined && all.length === 1 ? only : [...all, ...(notShown > 0 ? [{ notShown }] : [])]);
}

/** An event as it was received, credentials masked unless they are to be revealed. */
function receivedSide(policy: CompiledPolicy, received: ReceivedEvent, reveal: boolean): object {
  const { event } = received;
  if (reveal) return shown(policy, received, event, { trace_id: event.traceId, span_id: event.spanId }, true);
  return shown(policy, received, localView(policy, event), idsOf(seenIds(policy, policy.destinations.length, event)));
}

/** The ids of trace and span that a record has itself; those that are not there are left out. */
type ShownIds = { readonly [Name in IdName]?: string };

const idsFor = (policy: CompiledPolicy, event: CodexEvent, destination: string): ShownIds =>
  idsOf(
    seenIds(
      policy,
      policy.destinations.findIndex(({ definition }) => definition.name === destination),
      event,
    ),
  );

const idsOf = (seen: readonly SeenId[]): ShownIds => Object.fromEntries(seen.map(({ id, text }) => [id, text]));

const text = (value: object): string => `${printableJson(value, 2)}\n`;

const timeOf = (event: CodexEvent): string | null =>
  event.timeSource === "none" ? null : formatTimestamp(event.timeUnixNano);

/** In a stable order, so that a diff of two sides shows nothing but what was dropped, masked or hashed. */
function shown(
  policy: CompiledPolicy,
  { event, turn }: ReceivedEvent,
  { attributes, resource, body }: RedactedEvent,
  ids: ShownIds,
  reveal = false,
): object {
  return {
    event: reveal ? event.name : maskedText(policy, event.name),
    time: timeOf(event),
    session: sessionOf(attributes) ?? null,
    turn,
    ...Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== "")),
    resource: toPlainObject(resource),
    attributes: toPlainObject(attributes),
    ...(body && { body: toPlain(body) }),
  };
}
