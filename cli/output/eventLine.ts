import { sessionOf } from "../../core/events/eventSession.ts";
import { formatTimestamp } from "../../core/events/eventTime.ts";
import { type PlainValue, toPlain, toPlainObject } from "../../core/otlp/anyValue.ts";
import type { CompiledPolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluate, localView } from "../../core/policy/evaluate/evaluate.ts";
import {
  type AccountStep,
  type AttributeAccount,
  type DetectionAccount,
  explainEvent,
} from "../../core/policy/evaluate/explain.ts";
import type { IdAccount } from "../../core/policy/evaluate/recordIds.ts";
import type { DestinationOutcome, Finding, RedactedEvent, Redaction } from "../../core/policy/model/outcome.ts";
import type { SenderMark } from "../../listener/protocol/eventFilter.ts";
import { maskedText } from "../../listener/query/rows/maskedText.ts";
import type { ReceivedEvent } from "../../listener/store/receivedEvent.ts";

/** One line of `tail --format jsonl`. */
export interface EventLine {
  readonly time: string | null;
  readonly session: string;
  readonly turn: number;
  readonly event: string;
  readonly attributes: { readonly [name: string]: PlainValue };
  readonly resource: { readonly [name: string]: PlainValue };
  readonly body?: PlainValue;
  readonly findings: readonly Finding[];
  /** Only where senders are verified. */
  readonly sender?: SenderMark;
  readonly routes: {
    readonly [destination: string]: {
      readonly decision: "deliver" | "withhold";
      readonly rule: string;
      readonly redactions: readonly Redaction[];
      /** With `--explain`: every rule that was asked, in order, and what becomes of every attribute. */
      readonly steps?: readonly AccountStep[];
      readonly attributes?: readonly AttributeAccount[];
      /** Likewise of the ids of trace and span that the record has itself. */
      readonly ids?: readonly IdAccount[];
    };
  };
  /** With `--explain`: why each detection found the event or didn't. */
  readonly detections?: readonly DetectionAccount[];
}

/**
 * An event as a view sees it: `local`, `raw` or a destination. Undefined when the destination does not receive it.
 * `session` says what the view says: a destination that gets the identifier hashed gets it hashed here too.
 */
export function eventLine(
  policy: CompiledPolicy,
  received: ReceivedEvent,
  view: string,
  explain = false,
): EventLine | undefined {
  const { event, turn, findings, sender } = received;
  const outcomes = evaluate(policy, event);
  const seen = viewed(policy, received, outcomes, view);
  if (!seen) return undefined;
  const account = explain ? explainEvent(policy, event, findings) : undefined;
  return {
    time: event.timeSource === "none" ? null : formatTimestamp(event.timeUnixNano),
    session: sessionOf(seen.attributes) ?? "",
    turn,
    event: view === "raw" ? event.name : maskedText(policy, event.name),
    attributes: toPlainObject(seen.attributes),
    resource: toPlainObject(seen.resource),
    ...(seen.body && { body: toPlain(seen.body) }),
    findings,
    ...(sender !== undefined && { sender }),
    routes: Object.fromEntries(
      outcomes.map(({ destination, decision, rule, redactions }, index) => {
        const route = { decision, rule, redactions };
        const explained = account?.destinations[index];
        if (explained === undefined) return [destination, route];
        const { steps, attributes, ids } = explained;
        return [destination, { ...route, steps, attributes, ids }];
      }),
    ),
    ...(account && { detections: account.detections }),
  };
}

function viewed(
  policy: CompiledPolicy,
  { event }: ReceivedEvent,
  outcomes: readonly DestinationOutcome[],
  view: string,
): RedactedEvent | undefined {
  if (view === "raw") return event;
  if (view === "local") return localView(policy, event);
  const outcome = outcomes.find(({ destination }) => destination === view);
  return outcome?.decision === "deliver" ? outcome.redacted : undefined;
}
