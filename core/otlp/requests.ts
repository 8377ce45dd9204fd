import type { ExportLogsServiceRequest } from "./generated/opentelemetry/proto/collector/logs/v1/logs_service.ts";
import type { ExportMetricsServiceRequest } from "./generated/opentelemetry/proto/collector/metrics/v1/metrics_service.ts";
import type { ExportTraceServiceRequest } from "./generated/opentelemetry/proto/collector/trace/v1/trace_service.ts";

export type Signal = "logs" | "traces" | "metrics";

export type LogsRequest = ExportLogsServiceRequest;
export type TracesRequest = ExportTraceServiceRequest;
export type MetricsRequest = ExportMetricsServiceRequest;

/** One received or recorded request of any signal, in the in-memory form of the generated messages. */
export type OtlpRequest =
  | { readonly signal: "logs"; readonly request: LogsRequest }
  | { readonly signal: "traces"; readonly request: TracesRequest }
  | { readonly signal: "metrics"; readonly request: MetricsRequest };

/** What a receiver could not take of an otherwise accepted request (OTLP specification, "Partial Success"). */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

/** The number of log records, spans or metric data points in a request. */
export function countItems(otlp: OtlpRequest): number {
  let count = 0;
  switch (otlp.signal) {
    case "logs":
      for (const resource of otlp.request.resourceLogs)
        for (const scope of resource.scopeLogs) count += scope.logRecords.length;
      break;
    case "traces":
      for (const resource of otlp.request.resourceSpans)
        for (const scope of resource.scopeSpans) count += scope.spans.length;
      break;
    case "metrics":
      for (const resource of otlp.request.resourceMetrics)
        for (const scope of resource.scopeMetrics)
          for (const metric of scope.metrics) {
            const data =
              metric.gauge ?? metric.sum ?? metric.histogram ?? metric.exponentialHistogram ?? metric.summary;
            count += data?.dataPoints.length ?? 0;
          }
      break;
  }
  return count;
}
