import { attributeOf } from "../../../core/events/catalogue.ts";
import type { CodexEvent } from "../../../core/events/codexEvent.ts";
import { eventOutcome } from "../../../core/events/eventOutcome.ts";
import { summariseEvent } from "../../../core/events/eventSummary.ts";
import { type AnyValue, toNumber, toText } from "../../../core/otlp/anyValue.ts";
import { productActions } from "../../../core/policy/actions/index.ts";
import type { CompiledPolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { classOf, evaluate, localView } from "../../../core/policy/evaluate/evaluate.ts";
import { accountOf, explainDetections } from "../../../core/policy/evaluate/explain.ts";
import { saltInUse } from "../../../core/policy/evaluate/hashSalt.ts";
import { seenIds } from "../../../core/policy/evaluate/recordIds.ts";
import type { DestinationOutcome, RedactedEvent } from "../../../core/policy/model/outcome.ts";
import type { IdName } from "../../../core/policy/model/recordIds.ts";
import { escapeControlCharacters, shorten } from "../../../core/text/escapeControl.ts";
import { isStreamPiece } from "../../../core/timeline/streamPiece.ts";
import { type TimelineEvent, timelineFacts, toldByPicture } from "../../../core/timeline/timelineEvent.ts";
import type { AttributeRow, EventDetail, EventRow, RelatedEvent, RouteRow } from "../../protocol/events.ts";
import type { TurnSummary } from "../../protocol/sessions.ts";
import type { ReceivedEvent } from "../../store/receivedEvent.ts";
import type { TurnRecord } from "../../store/sessionRecord.ts";
import { shownName } from "./maskedText.ts";

/** Longer values are cut in the tree; the preview shows them whole. */
const longestText = 4000;
const longestPrompt = 120;
/** Of events and attributes. Codex's own have some forty characters. */
const longestName = 200;

/** What the list shows of an event. Credentials are masked by the policy's local view. */
export function eventRow(policy: CompiledPolicy, received: ReceivedEvent): EventRow {
  const row = rowOf(policy, received, localView(policy, received.event));
  return isNoise(received.event, row) ? { ...row, isNoise: true } : row;
}

/** Pieces of a streamed answer, and records that are no event, say nothing of what happened. */
function isNoise(event: CodexEvent, { outcome, findings }: EventRow): boolean {
  if (outcome !== undefined || findings.length > 0) return false;
  return isStreamPiece(event) || (event.nameSource === "none" && event.scope.startsWith("codex_otel"));
}

/** What the picture of its session shows of an event, credentials masked like in the list. */
export function timelineEvent(policy: CompiledPolicy, received: ReceivedEvent): TimelineEvent {
  const local = localView(policy, received.event);
  const { session, sender, ...row } = rowOf(policy, received, local, toldByPicture);
  return { ...row, ...timelineFacts(received.event.name, local.attributes) };
}

/** The summary leaves out the attributes of `without`. */
function rowOf(
  policy: CompiledPolicy,
  received: ReceivedEvent,
  { attributes, body }: RedactedEvent,
  without?: ReadonlySet<string>,
): EventRow {
  const outcome = eventOutcome(received.event.name, received.event.attributes);
  return {
    id: received.id,
    session: received.session,
    turn: received.turn,
    name: shownName(policy, received.event.name, longestName),
    timeUnixMilliseconds: Number(received.event.timeUnixNano / 1_000_000n),
    ...durationOf(received.event),
    summary: summariseEvent(received.event.name, attributes, body, without),
    ...(outcome !== undefined && { outcome }),
    ...(toText(received.event.attributes.get("call_id")) !== "" && { isOfCall: true }),
    findings: received.findings,
    ...(received.sender !== undefined && { sender: received.sender }),
  };
}

/** `first` is the event that brought the prompt, if it is kept. */
export function turnSummary(
  policy: CompiledPolicy,
  session: string,
  turn: TurnRecord,
  first: ReceivedEvent | undefined,
): TurnSummary {
  return {
    session,
    turn: turn.turn,
    prompt: promptText(policy, first),
    startUnixMilliseconds: turn.startUnixMilliseconds,
    lastUnixMilliseconds: turn.lastUnixMilliseconds,
    events: turn.events,
    findings: turn.findings,
    failures: turn.failures,
    denials: turn.denials,
    unverified: turn.unverified,
    inputTokens: turn.inputTokens,
    outputTokens: turn.outputTokens,
    cachedTokens: turn.cachedTokens,
    reasoningTokens: turn.reasoningTokens,
  };
}

/** The prompt or the task of an agent that an event brought, in short, credentials masked; empty when it brought none. */
export function promptText(policy: CompiledPolicy, event: ReceivedEvent | undefined): string {
  const attributes = event && localView(policy, event.event).attributes;
  const prompt = attributes && (attributeOf(attributes, "prompt") ?? attributes.get("content"));
  return shorten(escapeControlCharacters(toText(prompt)), longestPrompt);
}

function durationOf({ attributes }: CodexEvent): { durationMilliseconds?: number } {
  const duration = toNumber(attributes.get("duration_ms"));
  return duration !== undefined && Number.isFinite(duration) ? { durationMilliseconds: duration } : {};
}

/** All that is known of an event, and what each destination gets of it. */
export function eventDetail(
  policy: CompiledPolicy,
  received: ReceivedEvent,
  related: readonly RelatedEvent[],
): EventDetail {
  const local = localView(policy, received.event);
  return {
    ...eventRow(policy, received),
    related,
    attributes: attributeRows(policy, local),
    resource: rowsOf(policy, local.resource, "resource."),
    routes: evaluate(policy, received.event).map((outcome, index) => routeRow(policy, index, received.event, outcome)),
    detections: explainDetections(policy, received.event, received.findings),
  };
}

function routeRow(policy: CompiledPolicy, index: number, event: CodexEvent, outcome: DestinationOutcome): RouteRow {
  const { destination, decision, rule, reason, redactions, redacted } = outcome;
  const attributes = [...attributeRows(policy, redacted), ...rowsOf(policy, redacted.resource, "resource.")];
  const compiled = policy.destinations[index];
  const account = compiled && accountOf(policy, compiled, event, outcome);
  const steps = account?.steps ?? [];
  const ids = seenIds(policy, index, event).map((one) => ({ ...one, received: receivedId(event, one.id) }));
  const hashed = [...redactions, ...ids].some(({ action }) => productActions.of(action).usesSalt);
  return {
    ...{ destination, decision, rule, reason, attributes, steps },
    redactions: redactions.map((redaction) => ({ ...redaction, attribute: boundedName(redaction.attribute) })),
    account: (account?.attributes ?? []).map((one) => ({ ...one, attribute: boundedName(one.attribute) })),
    ids,
    ...(hashed && { salt: saltInUse(policy) }),
  };
}

function attributeRows(policy: CompiledPolicy, event: RedactedEvent): readonly AttributeRow[] {
  const rows = rowsOf(policy, event.attributes, "");
  return event.body === undefined ? rows : [...rows, attributeRow(policy, "body", event.body)];
}

function rowsOf(
  policy: CompiledPolicy,
  values: ReadonlyMap<string, AnyValue>,
  prefix: string,
): readonly AttributeRow[] {
  return [...values].map(([name, value]) => attributeRow(policy, prefix + name, value));
}

const receivedId = ({ traceId, spanId }: CodexEvent, id: IdName): string => (id === "trace_id" ? traceId : spanId);

const boundedName = (name: string): string => shorten(name, longestName);

function attributeRow(policy: CompiledPolicy, name: string, value: AnyValue): AttributeRow {
  return {
    name: escapeControlCharacters(boundedName(name)),
    type: value.kind,
    class: classOf(policy, name),
    text: shorten(escapeControlCharacters(toText(value)), longestText),
  };
}
