import { parseRequestJson } from "../../../../core/otlp/json.ts";
import { encodeRequest } from "../../../../core/otlp/protobuf.ts";
import type { ReceivedRequest } from "../../../../listener/receive/requestSink.ts";
import { Listener } from "../../../../listener/worker/listener.ts";

export interface SentRecord {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The ids that the record has itself, in hexadecimal. */
  readonly ids?: { readonly traceId: string; readonly spanId: string };
  /** Milliseconds since 1970; 0 as Codex sends it otherwise. */
  readonly time?: number;
}

const keyValues = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** A request with these log records of one resource. */
export function logsOf(
  records: readonly SentRecord[],
  resource: Readonly<Record<string, string>> = {},
): ReceivedRequest {
  const logRecords = records.map(({ attributes = {}, body, ids, time = 0 }) => ({
    observedTimeUnixNano: `${time}000000`,
    attributes: keyValues(attributes),
    ...ids,
    ...(body !== undefined && { body: { stringValue: body } }),
  }));
  const resourceLogs = [{ resource: { attributes: keyValues(resource) }, scopeLogs: [{ logRecords }] }];
  return { signal: "logs", bytes: encodeRequest(parseRequestJson("logs", JSON.stringify({ resourceLogs }))) };
}

/** A record of a Codex event in a session. */
export function codexRecord(
  name: string,
  session: string,
  attributes: Readonly<Record<string, string>> = {},
): SentRecord {
  return { time: 1_795_434_906_983, attributes: { "event.name": name, "conversation.id": session, ...attributes } };
}

/** A listener with the built-in policy that has received these requests, each with one record. */
export function listenerWith(records: readonly SentRecord[], maximumEvents = 1000): Listener {
  const listener = new Listener({ policyText: undefined, maximumEvents }, () => undefined);
  for (const record of records) listener.accept(logsOf([record]));
  return listener;
}
