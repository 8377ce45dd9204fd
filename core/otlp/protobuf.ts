import { OtlpDecodeError } from "./decodeError.ts";
import { Status } from "./generated/google/rpc/status.ts";
import {
  ExportLogsServiceRequest,
  ExportLogsServiceResponse,
} from "./generated/opentelemetry/proto/collector/logs/v1/logs_service.ts";
import {
  ExportMetricsServiceRequest,
  ExportMetricsServiceResponse,
} from "./generated/opentelemetry/proto/collector/metrics/v1/metrics_service.ts";
import {
  ExportTraceServiceRequest,
  ExportTraceServiceResponse,
} from "./generated/opentelemetry/proto/collector/trace/v1/trace_service.ts";
import type { LogsRequest, MetricsRequest, OtlpRequest, Signal, TracesRequest } from "./requests.ts";

function decoded<T>(decode: (bytes: Uint8Array) => T, bytes: Uint8Array, what: string): T {
  try {
    return decode(bytes);
  } catch {
    throw new OtlpDecodeError(`The body is not a protobuf ${what}.`);
  }
}

/** Decodes `ExportLogsServiceRequest`. Throws {@link OtlpDecodeError}. */
export function decodeLogsRequest(bytes: Uint8Array): LogsRequest {
  return decoded(ExportLogsServiceRequest.decode, bytes, "ExportLogsServiceRequest");
}

/** Decodes `ExportTraceServiceRequest`. Throws {@link OtlpDecodeError}. */
export function decodeTracesRequest(bytes: Uint8Array): TracesRequest {
  return decoded(ExportTraceServiceRequest.decode, bytes, "ExportTraceServiceRequest");
}

/** Decodes `ExportMetricsServiceRequest`. Throws {@link OtlpDecodeError}. */
export function decodeMetricsRequest(bytes: Uint8Array): MetricsRequest {
  return decoded(ExportMetricsServiceRequest.decode, bytes, "ExportMetricsServiceRequest");
}

/** Decodes the export request of one signal. Throws {@link OtlpDecodeError}. */
export function decodeRequest(signal: Signal, bytes: Uint8Array): OtlpRequest {
  switch (signal) {
    case "logs":
      return { signal, request: decodeLogsRequest(bytes) };
    case "traces":
      return { signal, request: decodeTracesRequest(bytes) };
    case "metrics":
      return { signal, request: decodeMetricsRequest(bytes) };
  }
}

/** The protobuf bytes of an export request. */
export function encodeRequest(otlp: OtlpRequest): Uint8Array {
  switch (otlp.signal) {
    case "logs":
      return ExportLogsServiceRequest.encode(otlp.request).finish();
    case "traces":
      return ExportTraceServiceRequest.encode(otlp.request).finish();
    case "metrics":
      return ExportMetricsServiceRequest.encode(otlp.request).finish();
  }
}

/** What a receiver could not take of an otherwise accepted request (OTLP specification, "Partial Success"). */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

/** The protobuf bytes of an export response; empty when everything was accepted. */
export function encodeResponse(signal: Signal, partial?: PartialSuccess): Uint8Array {
  const rejected = BigInt(partial?.rejected ?? 0);
  const errorMessage = partial?.message ?? "";
  switch (signal) {
    case "logs":
      return ExportLogsServiceResponse.encode({
        partialSuccess: partial && { rejectedLogRecords: rejected, errorMessage },
      }).finish();
    case "traces":
      return ExportTraceServiceResponse.encode({
        partialSuccess: partial && { rejectedSpans: rejected, errorMessage },
      }).finish();
    case "metrics":
      return ExportMetricsServiceResponse.encode({
        partialSuccess: partial && { rejectedDataPoints: rejected, errorMessage },
      }).finish();
  }
}

/**
 * The body of a refused OTLP/HTTP protobuf request: `google.rpc.Status` (OTLP specification, "Failures").
 * `code` is a gRPC status code.
 */
export function encodeStatus(code: number, message: string): Uint8Array {
  return Status.encode({ code, message, details: [] }).finish();
}
