import { fromKeyValues } from "../../otlp/anyValue.ts";
import type { Span } from "../../otlp/generated/opentelemetry/proto/trace/v1/trace.ts";
import type { TracesRequest } from "../../otlp/requests.ts";
import type { CompiledDestination } from "../evaluate/compilePolicy.ts";
import type { MessageRedaction } from "../evaluate/redactMessage.ts";

/** The spans of a request that a destination receives, redacted; see `deliverRequest`. */
export function deliverTraces(
  { when }: CompiledDestination,
  redaction: MessageRedaction,
  request: TracesRequest,
): TracesRequest {
  const resourceSpans = request.resourceSpans.flatMap(({ resource, scopeSpans, schemaUrl }) => {
    const resourceAttributes = fromKeyValues(resource?.attributes ?? []);
    const kept = scopeSpans.flatMap((scoped) => {
      const spans = scoped.spans.flatMap((span) => {
        const attributes = fromKeyValues(span.attributes);
        const subject = { attributes, resource: resourceAttributes, body: undefined };
        return when.every((condition) => condition(subject) === true) ? redactSpan(redaction, span) : [];
      });
      if (spans.length === 0) return [];
      return { scope: redaction.scope(scoped.scope), spans, schemaUrl: redaction.name(scoped.schemaUrl) };
    });
    if (kept.length === 0) return [];
    return { resource: redaction.resource(resource), scopeSpans: kept, schemaUrl: redaction.name(schemaUrl) };
  });
  return { resourceSpans };
}

function redactSpan(redaction: MessageRedaction, span: Span): Span {
  const { status } = span;
  return {
    ...span,
    traceId: redaction.id("trace_id", span.traceId),
    spanId: redaction.id("span_id", span.spanId),
    parentSpanId: redaction.id("span_id", span.parentSpanId),
    name: redaction.name(span.name),
    traceState: redaction.name(span.traceState),
    attributes: redaction.attributes(span.attributes),
    events: span.events.map((event) => ({
      ...event,
      name: redaction.name(event.name),
      attributes: redaction.attributes(event.attributes),
    })),
    links: span.links.map((link) => ({
      ...link,
      traceId: redaction.id("trace_id", link.traceId),
      spanId: redaction.id("span_id", link.spanId),
      traceState: redaction.name(link.traceState),
      attributes: redaction.attributes(link.attributes),
    })),
    status: status && { ...status, message: redaction.text("status.message", status.message) },
  };
}
