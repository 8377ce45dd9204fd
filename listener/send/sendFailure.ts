/** Why no connection came about, or none that speaks the protocol. */
export type ConnectionFailure =
  /** The host name does not resolve. */
  | { readonly kind: "unresolved" }
  /** Nothing answers at host and port: refused, unreachable, closed at once. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** The certificate or the TLS handshake. */
  | { readonly kind: "tls"; readonly reason: string }
  | { readonly kind: "timeout" }
  /** What answered does not speak this protocol. */
  | { readonly kind: "protocol"; readonly reason: string };

/** What failed at a proxy on the way. */
export interface ProxyFailure {
  readonly kind: "proxy";
  /** Its host and port. */
  readonly proxy: string;
  /** The setting or variable that names it. */
  readonly origin: string;
  readonly reason: ConnectionFailure | { readonly kind: "answer"; readonly status: number };
}

/** Why a receiver did not take a request, as far as it can be told apart. */
export type SendFailure =
  | ConnectionFailure
  | ProxyFailure
  /** The certificates that were to be used could not be read; one sentence. */
  | { readonly kind: "files"; readonly problem: string }
  /** A header could not be sent as it is. Its value is not quoted. */
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "http"; readonly status: number; readonly words: string; readonly contentType: string }
  | { readonly kind: "grpc"; readonly status: number; readonly words: string };

/** gRPC status codes by number (grpc.io, "Status codes and their use in gRPC"). */
const retryableGrpc: ReadonlySet<number> = new Set([
  1, // CANCELLED
  4, // DEADLINE_EXCEEDED
  10, // ABORTED
  11, // OUT_OF_RANGE
  14, // UNAVAILABLE
  15, // DATA_LOSS
]);
const resourceExhausted = 8;
const retryableHttp: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Whether the same request may be sent again, as the OTLP specification says ("Failures", "OTLP/gRPC Throttling" and
 * "OTLP/HTTP Response"): RESOURCE_EXHAUSTED only when the receiver says when. Whoever could not be reached may be later.
 */
export function isRetryable(failure: SendFailure, saidWhen: boolean): boolean {
  switch (failure.kind) {
    case "http":
      return retryableHttp.has(failure.status);
    case "grpc":
      return retryableGrpc.has(failure.status) || (failure.status === resourceExhausted && saidWhen);
    case "header":
      return false;
    default:
      return true;
  }
}

const unresolved = /ENOTFOUND|EAI_AGAIN|Name resolution failed/;
const tls = /certificate|\bSSL|ssl3_|\bTLS|EPROTO|ERR_TLS|ALTNAME|handshake|CERT_|SELF_SIGNED/i;
const timeout = /ETIMEDOUT|timeout|Deadline exceeded/i;
const protocol = /HPE_|Parse Error|Protocol error|PROTOCOL_ERROR|ERR_HTTP2/;
const code = /\b(?:E[A-Z]{4,}|ERR_[A-Z_]+|[A-Z]+(?:_[A-Z]+)+)\b/;

/** Puts the error of a connection that failed into its kind. Only codes and well-known words are taken from it. */
export function connectionFailure(error: unknown): ConnectionFailure {
  const text = `${(error as NodeJS.ErrnoException | undefined)?.code ?? ""} ${error instanceof Error ? error.message : String(error)}`;
  const reason = code.exec(text)?.[0] ?? "";
  if (unresolved.test(text)) return { kind: "unresolved" };
  if (tls.test(text))
    return { kind: "tls", reason: /certificate|ALTNAME|CERT|SELF_SIGNED/i.test(text) ? text.trim() : reason };
  if (timeout.test(text)) return { kind: "timeout" };
  if (protocol.test(text)) return { kind: "protocol", reason };
  return { kind: "unreachable", reason };
}
