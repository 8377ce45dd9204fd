import { fromKeyValues } from "../../otlp/anyValue.ts";
import type { KeyValue } from "../../otlp/generated/opentelemetry/proto/common/v1/common.ts";
import type { Exemplar, Metric } from "../../otlp/generated/opentelemetry/proto/metrics/v1/metrics.ts";
import type { MetricsRequest } from "../../otlp/requests.ts";
import type { CompiledDestination } from "../evaluate/compilePolicy.ts";
import type { MessageRedaction } from "../evaluate/redactMessage.ts";

/** The metric points of a request that a destination receives, redacted; see `deliverRequest`. */
export function deliverMetrics(
  { when }: CompiledDestination,
  redaction: MessageRedaction,
  request: MetricsRequest,
): MetricsRequest {
  const resourceMetrics = request.resourceMetrics.flatMap(({ resource, scopeMetrics, schemaUrl }) => {
    const resourceAttributes = fromKeyValues(resource?.attributes ?? []);
    const receives = (point: Point): boolean => {
      const subject = { attributes: fromKeyValues(point.attributes), resource: resourceAttributes, body: undefined };
      return when.every((condition) => condition(subject) === true);
    };
    const kept = scopeMetrics.flatMap((scoped) => {
      const metrics = scoped.metrics.flatMap((metric) => redactMetric(redaction, metric, receives) ?? []);
      if (metrics.length === 0) return [];
      return { scope: redaction.scope(scoped.scope), metrics, schemaUrl: redaction.name(scoped.schemaUrl) };
    });
    if (kept.length === 0) return [];
    return { resource: redaction.resource(resource), scopeMetrics: kept, schemaUrl: redaction.name(schemaUrl) };
  });
  return { resourceMetrics };
}

interface Point {
  readonly attributes: KeyValue[];
  readonly exemplars?: Exemplar[];
}

/** Undefined when no point of the metric is left. */
function redactMetric(
  redaction: MessageRedaction,
  metric: Metric,
  receives: (point: Point) => boolean,
): Metric | undefined {
  let left = 0;
  const redactPoints = <P extends Point, D extends { readonly dataPoints: P[] }>(data: D | undefined) => {
    if (data === undefined) return undefined;
    const dataPoints = data.dataPoints.filter(receives).map((point) => redactPoint(redaction, point));
    left += dataPoints.length;
    return { ...data, dataPoints };
  };
  const redacted: Metric = {
    ...metric,
    name: redaction.name(metric.name),
    description: redaction.name(metric.description),
    unit: redaction.name(metric.unit),
    metadata: redaction.attributes(metric.metadata),
    gauge: redactPoints(metric.gauge),
    sum: redactPoints(metric.sum),
    histogram: redactPoints(metric.histogram),
    exponentialHistogram: redactPoints(metric.exponentialHistogram),
    summary: redactPoints(metric.summary),
  };
  return left === 0 ? undefined : redacted;
}

function redactPoint<P extends Point>(redaction: MessageRedaction, point: P): P {
  const attributes = redaction.attributes(point.attributes);
  if (point.exemplars === undefined) return { ...point, attributes };
  const exemplars = point.exemplars.map((exemplar) => ({
    ...exemplar,
    traceId: redaction.id("trace_id", exemplar.traceId),
    spanId: redaction.id("span_id", exemplar.spanId),
    filteredAttributes: redaction.attributes(exemplar.filteredAttributes),
  }));
  return { ...point, attributes, exemplars };
}
