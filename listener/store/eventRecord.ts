import { callIdOf } from "../../core/events/callId.ts";
import { type EventOutcome, outcomeAttributes } from "../../core/events/catalogueTypes.ts";
import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { longestOutputHeader } from "../../core/events/commandExit.ts";
import { isCodexEventName } from "../../core/events/eventName.ts";
import { eventOutcome, outcomeFrom } from "../../core/events/eventOutcome.ts";
import { eventOf } from "../../core/events/normalise.ts";
import { type TokenUsage, tokenAttributes, tokenUsageOf } from "../../core/events/tokenUsage.ts";
import { type AnyValue, fromKeyValues, fromMessage, toNumber, toText } from "../../core/otlp/anyValue.ts";
import { OtlpDecodeError } from "../../core/otlp/decodeError.ts";
import {
  AnyValue as AnyValueMessage,
  InstrumentationScope,
} from "../../core/otlp/generated/opentelemetry/proto/common/v1/common.ts";
import { LogRecord } from "../../core/otlp/generated/opentelemetry/proto/logs/v1/logs.ts";
import { Resource } from "../../core/otlp/generated/opentelemetry/proto/resource/v1/resource.ts";
import { type IndexedLogRecord, type IndexedValue, LogsIndexer, type Wanted } from "../../core/otlp/logsIndex.ts";
import { type LinkFact, linkFact, mayLink } from "../../core/sessions/linkFact.ts";

/** What the store needs to know of an event at once. The rest is decoded when it is looked at. */
export interface EventFacts {
  readonly name: string;
  readonly session: string;
  /** Milliseconds since 1970; 0 when no time was found at all. */
  readonly timeUnixMilliseconds: number;
  /** NaN when the event has none. */
  readonly durationMilliseconds: number;
  readonly model: string;
  readonly originator: string;
  readonly usage: TokenUsage | undefined;
  /** Undefined when nothing went wrong. */
  readonly outcome: EventOutcome | undefined;
  /** The id of the tool call that went badly; empty when it is of none, or nothing went wrong. */
  readonly callId: string;
  /** What it says of how sessions belong together. */
  readonly link: LinkFact | undefined;
  /** Whether the name stands in the bytes of the record as it is. */
  readonly isNamedInRecord: boolean;
}

const wanted: readonly Wanted[] = [
  "event.name",
  "conversation.id",
  "model",
  "originator",
  "duration_ms",
  "tool_name",
  tokenAttributes.inputTokens,
  tokenAttributes.outputTokens,
  tokenAttributes.cachedTokens,
  tokenAttributes.reasoningTokens,
  ...outcomeAttributes.map((name) => (name === "output" ? { name, longest: longestOutputHeader } : name)),
];

const firstOutcomeValue = wanted.length - outcomeAttributes.length;
const outcomeValues: ReadonlyMap<string, number> = new Map(
  outcomeAttributes.map((attribute, index) => [attribute, firstOutcomeValue + index]),
);

/** Finds the events of logs requests. */
export const eventIndexer = (): LogsIndexer => new LogsIndexer(wanted);

const anyValue = (value: IndexedValue): AnyValue | undefined =>
  value === undefined
    ? undefined
    : typeof value === "string"
      ? { kind: "string", value }
      : typeof value === "number"
        ? { kind: "double", value }
        : { kind: "bool", value };

const textOf = (value: IndexedValue): string => (value === undefined ? "" : String(value));

/**
 * The facts of an event, from the index alone where Codex's own names are in their usual places, else by decoding.
 * `decode` gives the whole event.
 */
export function factsOf(record: IndexedLogRecord, decode: () => CodexEvent): EventFacts {
  const [name, session, model, originator, duration, tool, input, output, cached, reasoning] = record.values;
  const time = record.timeUnixNano || record.observedTimeUnixNano;
  if (
    typeof name !== "string" ||
    !isCodexEventName(name) ||
    typeof session !== "string" ||
    session === "" ||
    time === 0
  )
    return factsOfEvent(decode());
  const outcome = outcomeFrom(name, (attribute) => textOf(record.values[outcomeValues.get(attribute) as number]));
  return {
    name,
    session,
    timeUnixMilliseconds: time / 1e6,
    durationMilliseconds: numberIn(duration) ?? Number.NaN,
    model: textOf(model),
    originator: textOf(originator),
    usage:
      input === undefined && output === undefined
        ? undefined
        : tokenUsageOf({ name, attributes: countsIn(input, output, cached, reasoning) }),
    outcome,
    callId: outcome === undefined ? "" : callIdIn(decode()),
    link: mayLink(name, textOf(tool)) ? linkFact(decode()) : undefined,
    isNamedInRecord: true,
  };
}

const callIdIn = ({ name, attributes }: CodexEvent): string =>
  callIdOf(name, (attribute) => toText(attributes.get(attribute)));

const numberIn = (value: IndexedValue): number | undefined =>
  typeof value === "number" ? value : toNumber(anyValue(value));

function countsIn(...counts: readonly IndexedValue[]): ReadonlyMap<string, AnyValue> {
  const attributes = new Map<string, AnyValue>();
  for (const [i, attribute] of Object.values(tokenAttributes).entries()) {
    const value = anyValue(counts[i]);
    if (value !== undefined) attributes.set(attribute, value);
  }
  return attributes;
}

/** The same from an event that was decoded. */
export function factsOfEvent(event: CodexEvent): EventFacts {
  const { attributes } = event;
  const outcome = eventOutcome(event.name, attributes);
  return {
    name: event.name,
    session: event.session ?? "",
    timeUnixMilliseconds: Number(event.timeUnixNano) / 1e6,
    durationMilliseconds: toNumber(attributes.get("duration_ms")) ?? Number.NaN,
    model: toText(attributes.get("model")),
    originator: toText(attributes.get("originator")),
    usage: tokenUsageOf(event),
    outcome,
    callId: outcome === undefined ? "" : callIdIn(event),
    link: linkFact(event),
    isNamedInRecord: false,
  };
}

/** The attributes of a resource. Throws an {@link OtlpDecodeError}. */
export function decodeResource(bytes: Uint8Array): ReadonlyMap<string, AnyValue> {
  return decoded(() => fromKeyValues(Resource.decode(bytes).attributes));
}

/** A value. Throws an {@link OtlpDecodeError}. */
export function decodeValue(bytes: Uint8Array): AnyValue {
  return decoded(() => fromMessage(AnyValueMessage.decode(bytes)));
}

/** The name of a scope. Throws an {@link OtlpDecodeError}. */
export function decodeScopeName(bytes: Uint8Array): string {
  return decoded(() => InstrumentationScope.decode(bytes).name);
}

/** The event of a log record's bytes. Throws an {@link OtlpDecodeError}. */
export function decodeEvent(bytes: Uint8Array, resource: ReadonlyMap<string, AnyValue>, scope: string): CodexEvent {
  return decoded(() => eventOf(LogRecord.decode(bytes), resource, scope));
}

function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new OtlpDecodeError("The body is not a protobuf ExportLogsServiceRequest.", { cause });
  }
}
