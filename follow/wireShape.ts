import { eventOf } from "../core/events/normalise.ts";
import { type AnyValue, fromKeyValues } from "../core/otlp/anyValue.ts";
import type { KeyValue } from "../core/otlp/generated/opentelemetry/proto/common/v1/common.ts";
import type { OtlpRequest, Signal } from "../core/otlp/requests.ts";

/** Names, each with others that were seen below it: attributes of an event, wire types of an attribute. */
export type Names = ReadonlyMap<string, ReadonlySet<string>>;

/** What Codex sends, without any value: names and wire types only, so that two recordings can be compared. */
export interface WireShape {
  /** Header fields of requests by transport, with the values of those that say how it is sent. */
  readonly headers: Names;
  /** Wire types of attributes, by event and attribute: `codex.tool_result output`. */
  readonly eventAttributes: Names;
  /** Attributes of resources, by signal. */
  readonly resources: Names;
  /** Attributes of metrics, by name. */
  readonly metrics: Names;
  /** Attributes of spans and of events of spans, over all names, which follow the code's own. */
  readonly spans: Names;
  /** Scopes of records that are no event. */
  readonly noise: Names;
}

type Growing = Map<string, Set<string>>;

/** Collects the shape of what comes in. */
export class WireShapes implements WireShape {
  readonly headers: Growing = new Map();
  readonly eventAttributes: Growing = new Map();
  readonly resources: Growing = new Map();
  readonly metrics: Growing = new Map();
  readonly spans: Growing = new Map();
  readonly noise: Growing = new Map();

  /** Takes one request with the header fields that it came with. */
  add(transport: string, headers: Readonly<Record<string, unknown>>, otlp: OtlpRequest): void {
    for (const [name, value] of Object.entries(headers))
      if (!isOfTheMoment(name)) note(this.headers, transport, toldValues.has(name) ? `${name}: ${value}` : name);
    switch (otlp.signal) {
      case "logs":
        this.#addLogs(otlp.request.resourceLogs);
        break;
      case "traces":
        this.#addTraces(otlp.request.resourceSpans);
        break;
      case "metrics":
        this.#addMetrics(otlp.request.resourceMetrics);
        break;
    }
  }

  #addLogs(all: Extract<OtlpRequest, { signal: "logs" }>["request"]["resourceLogs"]): void {
    for (const { resource, scopeLogs } of all) {
      const attributes = this.#resource("logs", resource?.attributes);
      for (const { scope, logRecords } of scopeLogs)
        for (const record of logRecords) {
          const event = eventOf(record, attributes, scope?.name ?? "");
          if (!event.name.startsWith("codex.")) note(this.noise, scope?.name ?? "", "");
          else
            for (const [name, value] of event.attributes)
              note(this.eventAttributes, `${event.name} ${name}`, value.kind);
        }
    }
  }

  #addTraces(all: Extract<OtlpRequest, { signal: "traces" }>["request"]["resourceSpans"]): void {
    for (const { resource, scopeSpans } of all) {
      this.#resource("traces", resource?.attributes);
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        for (const { key } of span.attributes) note(this.spans, "spans", key);
        for (const { key } of span.events.flatMap((event) => event.attributes))
          note(this.spans, "events of spans", key);
      }
    }
  }

  #addMetrics(all: Extract<OtlpRequest, { signal: "metrics" }>["request"]["resourceMetrics"]): void {
    for (const { resource, scopeMetrics } of all) {
      this.#resource("metrics", resource?.attributes);
      for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
        const { sum, gauge, histogram, exponentialHistogram, summary } = metric;
        const kinds = [sum, gauge, histogram, exponentialHistogram, summary];
        const points = kinds.flatMap(
          (kind): readonly { readonly attributes: readonly KeyValue[] }[] => kind?.dataPoints ?? [],
        );
        note(this.metrics, metric.name, "");
        for (const { key } of points.flatMap(({ attributes }) => attributes)) note(this.metrics, metric.name, key);
      }
    }
  }

  #resource(signal: Signal, attributes: Parameters<typeof fromKeyValues>[0] = []): ReadonlyMap<string, AnyValue> {
    for (const { key } of attributes) note(this.resources, signal, key);
    return fromKeyValues(attributes);
  }
}

function note(names: Growing, name: string, below: string): void {
  const known = names.get(name) ?? new Set();
  if (below !== "") known.add(below);
  names.set(name, known);
}

/** Headers whose values say how something is sent, and not what or where. */
const toldValues = new Set(["accept", "accept-encoding", "content-type", "content-encoding", "te", "grpc-encoding"]);

const isOfTheMoment = (name: string): boolean =>
  name.startsWith(":") || name === "host" || name === "content-length" || name === "traceparent";
