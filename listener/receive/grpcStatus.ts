import type { OutgoingHttpHeaders } from "node:http2";
import { busyMessage, fullMessage, notKeptMessage, retrySeconds } from "./requestSink.ts";
import { retryStatus } from "./retryStatus.ts";

/** The gRPC status codes that the receiver answers with (grpc.io, "Status codes and their use in gRPC"). */
export const grpcStatus = {
  ok: 0,
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

/** A call that is not accepted. */
export class GrpcRefusal extends Error {
  override readonly name = "GrpcRefusal";

  constructor(
    readonly code: number,
    message: string,
    readonly headers: OutgoingHttpHeaders = {},
  ) {
    super(message);
  }
}

/** Senders try again after it, when they are told to (OTLP specification, "OTLP/gRPC Throttling"). */
const comeAgain = (code: number, message: string): GrpcRefusal =>
  new GrpcRefusal(code, message, {
    "grpc-status-details-bin": retryStatus(code, message, retrySeconds).toString("base64"),
  });

export const busy = (): GrpcRefusal => comeAgain(grpcStatus.unavailable, busyMessage);
export const notKept = (): GrpcRefusal => comeAgain(grpcStatus.unavailable, notKeptMessage);
export const full = (): GrpcRefusal => comeAgain(grpcStatus.resourceExhausted, fullMessage);
