import { type AnyValue, fromKeyValues, fromMessage, toText } from "../otlp/anyValue.ts";
import type { LogRecord } from "../otlp/generated/opentelemetry/proto/logs/v1/logs.ts";
import type { LogsRequest } from "../otlp/requests.ts";
import { toHexadecimal } from "../text/hexadecimal.ts";
import type { CodexEvent } from "./codexEvent.ts";
import { nameOf } from "./eventName.ts";
import { timeOf } from "./eventTime.ts";

/** Attributes that the vendor's documented example spells in another way than Codex sends them. */
const documentedNames: ReadonlyMap<string, string> = new Map([
  ["sandbox_policy", "sandbox_mode"],
  ["conversation.id", "conversation_id"],
  ["http.response.status_code", "status_code"],
]);

/** An attribute under the name Codex sends, or else under the one of the vendor's documented example. */
export function attributeOf(attributes: ReadonlyMap<string, AnyValue>, name: string): AnyValue | undefined {
  const value = attributes.get(name);
  if (value !== undefined) return value;
  const documented = documentedNames.get(name);
  return documented === undefined ? undefined : attributes.get(documented);
}

function eventOf(record: LogRecord, resource: ReadonlyMap<string, AnyValue>, scope: string): CodexEvent {
  const attributes = fromKeyValues(record.attributes);
  const body = record.body && fromMessage(record.body);
  return {
    ...nameOf(attributes, record.eventName, body, scope),
    ...timeOf(record.timeUnixNano, record.observedTimeUnixNano, attributes.get("event.timestamp")),
    session: toText(attributeOf(attributes, "conversation.id")) || undefined,
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
  return request.resourceLogs.flatMap(({ resource, scopeLogs }) => {
    const resourceAttributes = fromKeyValues(resource?.attributes ?? []);
    return scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => eventOf(record, resourceAttributes, scope?.name ?? "")),
    );
  });
}
