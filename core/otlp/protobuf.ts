import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
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
import type { LogsRequest, MetricsRequest, OtlpRequest, PartialSuccess, Signal, TracesRequest } from "./requests.ts";

export type { PartialSuccess } from "./requests.ts";

/** Walks over the fields of a message without reading into them. Throws when they are not whole fields to the very end. */
function assertWholeFields(bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (wireType === WireType.EndGroup) throw new RangeError("end of a group that never began");
    reader.skip(wireType, field);
  }
}

/**
 * Runs a generated decoder over the whole of `bytes`. Alone it would stop quietly at an end-group tag or a zero byte, and
 * so take an HTML page for an empty message. Byte fields of the result are views of `bytes`, not copies.
 */
function decoded<T>(decode: (reader: BinaryReader) => T, bytes: Uint8Array, what: string): T {
  // a subclass, such as Node's Buffer, would make byte fields of its own kind
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    assertWholeFields(plain);
    const reader = new BinaryReader(plain);
    const message = decode(reader);
    if (reader.pos === reader.len) return message;
  } catch {
    // said below, without the library's words
  }
  throw new OtlpDecodeError(`The body is not a protobuf ${what}.`);
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
 * What a receiver says of a request it accepted: undefined when it took everything and has nothing to say. A message
 * without rejected items is a warning (OTLP specification, "Partial Success"). Throws {@link OtlpDecodeError}.
 */
export function decodeResponse(signal: Signal, bytes: Uint8Array): PartialSuccess | undefined {
  switch (signal) {
    case "logs": {
      const { partialSuccess } = decoded(ExportLogsServiceResponse.decode, bytes, "ExportLogsServiceResponse");
      return partialOf(partialSuccess?.rejectedLogRecords, partialSuccess?.errorMessage);
    }
    case "traces": {
      const { partialSuccess } = decoded(ExportTraceServiceResponse.decode, bytes, "ExportTraceServiceResponse");
      return partialOf(partialSuccess?.rejectedSpans, partialSuccess?.errorMessage);
    }
    case "metrics": {
      const { partialSuccess } = decoded(ExportMetricsServiceResponse.decode, bytes, "ExportMetricsServiceResponse");
      return partialOf(partialSuccess?.rejectedDataPoints, partialSuccess?.errorMessage);
    }
  }
}

function partialOf(rejected = 0n, message = ""): PartialSuccess | undefined {
  return rejected === 0n && message === "" ? undefined : { rejected: Number(rejected), message };
}

/**
 * The body of a refused OTLP/HTTP protobuf request: `google.rpc.Status` (OTLP specification, "Failures").
 * `code` is a gRPC status code.
 */
export function encodeStatus(code: number, message: string): Uint8Array {
  return Status.encode({ code, message, details: [] }).finish();
}
