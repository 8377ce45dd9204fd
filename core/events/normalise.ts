import { type AnyValue, fromKeyValues, fromMessage, toText } from "../otlp/anyValue.ts";
import type { LogRecord } from "../otlp/generated/opentelemetry/proto/logs/v1/logs.ts";
import type { LogsRequest } from "../otlp/requests.ts";
import { toHexadecimal } from "../text/hexadecimal.ts";
import { attributeOf } from "./catalogue.ts";
import type { CodexEvent } from "./codexEvent.ts";
import { nameOf } from "./eventName.ts";
import { sessionOf } from "./eventSession.ts";
import { timeOf } from "./eventTime.ts";

/** The event of one log record, with the attributes of its resource and the name of its scope. */
export function eventOf(record: LogRecord, resource: ReadonlyMap<string, AnyValue>, scope: string): CodexEvent {
  const attributes = fromKeyValues(record.attributes);
  const body = record.body && fromMessage(record.body);
  const service = toText(resource.get("service.name"));
  const { name, nameSource } = nameOf({ attributes, recordName: record.eventName, body, scope, service });
  const timestamp = attributeOf(attributes, "event.timestamp");
  const { timeUnixNano, timeSource } = timeOf(record.timeUnixNano, record.observedTimeUnixNano, timestamp);
  return {
    name,
    nameSource,
    timeUnixNano,
    timeSource,
    session: sessionOf(attributes),
    attributes,
    resource,
    body: body?.kind === "empty" ? undefined : body,
    scope,
    severityText: record.severityText,
    traceId: toHexadecimal(record.traceId),
    spanId: toHexadecimal(record.spanId),
  };
}

/** The events of a request in the order they were sent: one for each log record, also for those that are not Codex's. */
export function eventsOf(request: LogsRequest): readonly CodexEvent[] {
  const events: CodexEvent[] = [];
  for (const { resource, scopeLogs } of request.resourceLogs) {
    const attributes = fromKeyValues(resource?.attributes ?? []);
    for (const { scope, logRecords } of scopeLogs)
      for (const record of logRecords) events.push(eventOf(record, attributes, scope?.name ?? ""));
  }
  return events;
}
