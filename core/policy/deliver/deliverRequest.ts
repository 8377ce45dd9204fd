import type { CodexEvent } from "../../events/codexEvent.ts";
import { eventsOf } from "../../events/normalise.ts";
import { countItems, type LogsRequest, type OtlpRequest } from "../../otlp/requests.ts";
import type { CompiledDestination, CompiledPolicy } from "../evaluate/compilePolicy.ts";
import { routeEvent } from "../evaluate/evaluate.ts";
import { MessageRedaction } from "../evaluate/redactMessage.ts";
import { deliverMetrics } from "./deliverMetrics.ts";
import { deliverTraces } from "./deliverTraces.ts";

/** What a destination receives of a request. */
export interface Delivery {
  /** Undefined when nothing of the request is for this destination. */
  readonly request: OtlpRequest | undefined;
  /** Log records, spans or metric points in it. */
  readonly delivered: number;
  /** Those of the received request that are not in it. */
  readonly withheld: number;
}

/**
 * What a destination receives of a request, as a request of the same structure: for logs exactly the events that
 * `evaluate` delivers, redacted as it shows them. The received request is left as it is.
 *
 * Which items: log records by `signals`, `receives` and `when`; spans and metric points by `signals` and `when`, for
 * `receives` names events and they are none. Conditions of `when` see the attributes of the record, span or point and
 * those of the resource. The events of a span go with it. Resources, scopes and metrics of which nothing is left vanish.
 *
 * Every field of the messages falls into one of these groups; nothing readable passes by:
 * - Attributes by their class: those of log records, spans, span events, links, metric points, exemplars, scopes and a
 *   metric's metadata under their own name, those of resources as `resource.NAME`. An attribute whose name holds a secret
 *   is left out.
 * - The body of a record and the message of a span's status by the class of `body` and of `status.message`.
 * - Texts that name something, chosen by the program and not by what it worked on: event name and severity of a record,
 *   name of a span or span event, trace state, name, description and unit of a metric, name and version of a scope,
 *   addresses of schemas, entity references. They pass, or are masked as a whole when they hold a secret.
 * - The ids of traces and spans, also those of parents, links and exemplars, by the class of `trace_id` and of `span_id`:
 *   kept, hashed to ids of the same size, or dropped.
 * - Numbers and what is as good as one: times, kinds, status codes, flags, counts, measured values and buckets. They pass.
 *
 * Throws a RangeError when the policy has no destination of this name. `onDelivered` hears of each log record that is in it,
 * by its position in the received request.
 */
export function deliverRequest(
  policy: CompiledPolicy,
  destination: string,
  received: OtlpRequest,
  onDelivered: (position: number) => void = () => undefined,
): Delivery {
  const compiled = policy.destinations.find(({ definition }) => definition.name === destination);
  if (compiled === undefined) throw new RangeError(`The policy has no destination ${destination}.`);
  const total = countItems(received);
  if (!compiled.definition.signals.includes(received.signal)) {
    return { request: undefined, delivered: 0, withheld: total };
  }
  const request = deliver(policy, compiled, received, onDelivered);
  const delivered = countItems(request);
  return { request: delivered === 0 ? undefined : request, delivered, withheld: total - delivered };
}

function deliver(
  policy: CompiledPolicy,
  destination: CompiledDestination,
  received: OtlpRequest,
  onDelivered: (position: number) => void,
): OtlpRequest {
  const redaction = new MessageRedaction(policy, destination);
  switch (received.signal) {
    case "logs":
      return { signal: "logs", request: deliverLogs(destination, redaction, received.request, onDelivered) };
    case "traces":
      return { signal: "traces", request: deliverTraces(destination, redaction, received.request) };
    case "metrics":
      return { signal: "metrics", request: deliverMetrics(destination, redaction, received.request) };
  }
}

const eventsOfRequests = new WeakMap<LogsRequest, readonly CodexEvent[]>();

/** The events of a request, found once for all destinations. */
function eventsIn(request: LogsRequest): readonly CodexEvent[] {
  const known = eventsOfRequests.get(request);
  if (known !== undefined) return known;
  const events = eventsOf(request);
  eventsOfRequests.set(request, events);
  return events;
}

function deliverLogs(
  destination: CompiledDestination,
  redaction: MessageRedaction,
  request: LogsRequest,
  onDelivered: (position: number) => void,
): LogsRequest {
  const events = eventsIn(request).entries();
  const resourceLogs = request.resourceLogs.flatMap((resourceLog) => {
    const scopeLogs = resourceLog.scopeLogs.flatMap((scopeLog) => {
      const logRecords = scopeLog.logRecords.flatMap((record) => {
        const [position = 0, event] = events.next().value ?? [];
        if (event === undefined || routeEvent(destination, event).decision === "withhold") return [];
        onDelivered(position);
        return {
          ...record,
          traceId: redaction.id("trace_id", record.traceId),
          spanId: redaction.id("span_id", record.spanId),
          severityText: redaction.name(record.severityText),
          eventName: redaction.name(record.eventName),
          attributes: redaction.recordAttributes(event.attributes),
          body: redaction.body(record.body),
        };
      });
      if (logRecords.length === 0) return [];
      return { scope: redaction.scope(scopeLog.scope), logRecords, schemaUrl: redaction.name(scopeLog.schemaUrl) };
    });
    if (scopeLogs.length === 0) return [];
    const { resource, schemaUrl } = resourceLog;
    return { resource: redaction.resource(resource), scopeLogs, schemaUrl: redaction.name(schemaUrl) };
  });
  return { resourceLogs };
}
