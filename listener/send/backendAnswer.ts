import type { Backend } from "../../core/config/backends/backend.ts";
import { backendOf } from "../../core/config/backends/backends.ts";
import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import type { RefusalCause } from "../../core/setup/setupFacts.ts";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import { explainProxyFailure } from "./proxyAnswer.ts";
import type { SendFailure } from "./sendFailure.ts";

/** What a receiver's answer means to the person. Neither text ever holds a header value. */
export interface Explanation {
  /** What happened, in a few words: `401: the key was refused`. */
  readonly summary: string;
  /** One sentence with what to check. */
  readonly check: string;
  /** What is to be looked at. */
  readonly cause: RefusalCause;
}

/** gRPC status codes by number (grpc.io). */
const grpcNames = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

const longestWords = 200;

/** Puts the failure of a request to a receiver into plain words. */
export function explainFailure(failure: SendFailure, url: URL, protocol: OtlpProtocol): Explanation {
  const backend = backendOf(url.href);
  const grpc = protocol === "grpc";
  switch (failure.kind) {
    case "unresolved":
      return said(
        "endpoint",
        "the host name does not resolve",
        `Check the spelling of ${url.hostname}, and the network or VPN.`,
      );
    case "unreachable":
      return said(
        "endpoint",
        `nothing answers${inBrackets(failure.reason)}`,
        `Check that a receiver listens at ${address(url)}, and that no firewall or proxy stands between.`,
      );
    case "tls":
      return tlsFailure(failure.reason, url);
    case "timeout":
      return said(
        "endpoint",
        "no answer in time",
        `Check that ${address(url)} is the right address and that no proxy holds the request back.`,
      );
    case "protocol":
      return said(
        "endpoint",
        `the receiver does not speak ${grpc ? "gRPC" : "OTLP over HTTP"}`,
        grpc
          ? "Check the port: gRPC is usually at 4317, HTTP at 4318. Behind https, check that it offers HTTP/2."
          : "Check the port: HTTP is usually at 4318, gRPC at 4317.",
      );
    case "files":
      return said("endpoint", "its certificates cannot be used", failure.problem);
    case "proxy": {
      const { summary, check } = explainProxyFailure(failure, url);
      return said("backend", summary, check);
    }
    case "header":
      return said(
        "headers",
        `the header ${failure.name} cannot be sent`,
        "Check its value for line ends and for characters beyond ASCII, which often come with copying.",
      );
    case "http":
      return httpFailure(failure.status, failure.words, failure.contentType, backend, protocol, url);
    case "grpc":
      return grpcFailure(failure.status, failure.words, backend, url);
  }
}

const said = (cause: RefusalCause, summary: string, check: string): Explanation => ({ summary, check, cause });
const inBrackets = (text: string): string => (text === "" ? "" : ` (${text})`);
const address = (url: URL): string => url.host;

function tlsFailure(reason: string, url: URL): Explanation {
  if (/self.signed|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET|unable to (?:verify|get)/i.test(reason))
    return said(
      "endpoint",
      "the certificate is not trusted",
      "If it is a company's or a test's own certificate, name its authority (ca-certificate of Codex's exporter, tls.ca_file of a policy's forward); otherwise something stands between you and the receiver.",
    );
  if (
    /CERTIFICATE_REQUIRED|certificate required|BAD_CERTIFICATE|alert bad certificate|ALERT_UNKNOWN_CA|alert unknown ca/i.test(
      reason,
    )
  )
    return said(
      "endpoint",
      "the receiver wants a client certificate of an authority that it trusts",
      "Name one with its key: tls.cert_file and tls.key_file of the policy's forward, client-certificate and client-private-key of Codex's exporter.",
    );
  if (/altname|ALTNAME|Hostname\/IP/i.test(reason))
    return said(
      "endpoint",
      "the certificate is for another host",
      `Check the host name ${url.hostname}: the certificate does not name it.`,
    );
  if (/expired|EXPIRED/i.test(reason))
    return said(
      "endpoint",
      "the certificate has expired",
      "Check the receiver's certificate and this machine's clock.",
    );
  return said(
    "endpoint",
    "the TLS handshake failed",
    `Check whether the receiver at ${address(url)} speaks TLS at all: if it does not, the endpoint begins with http://.`,
  );
}

/** What the receiver said, unless it is a page or nothing. */
function quote(words: string): string {
  const text = shorten(escapeControlCharacters(words.trim()), longestWords);
  return text === "" ? "" : ` It says: ${text}`;
}

function httpFailure(
  status: number,
  words: string,
  contentType: string,
  backend: Backend | undefined,
  protocol: OtlpProtocol,
  url: URL,
): Explanation {
  const isPage = contentType.toLowerCase().startsWith("text/html");
  switch (status) {
    case 401:
      return keyRefused("401", words, backend);
    case 403:
      return forbidden("403", words, backend);
    case 404:
    case 405:
      return said(
        "endpoint",
        `${status}: ${isPage ? "this is a web page, not an OTLP receiver" : "nothing receives telemetry at this path"}`,
        protocol === "grpc"
          ? `Check that ${address(url)} is the gRPC port of the receiver, usually 4317.${quote(isPage ? "" : words)}`
          : `Check the path of the endpoint: OTLP over HTTP is usually at /v1/logs, /v1/traces and /v1/metrics.${quote(isPage ? "" : words)}`,
      );
    case 413:
      return said(
        "content",
        "413: the request is too large",
        `Truncate tool output in the policy, or send fewer records at once.${quote(words)}`,
      );
    case 415:
      return said(
        "endpoint",
        "415: the receiver does not take this encoding",
        `Try the other one: protobuf (binary) or JSON.${quote(words)}`,
      );
    case 429:
      return said("backend", "429: too many requests", `The receiver asks to wait; check its quota.${quote(words)}`);
    case 400:
      return (
        unknownPipeline(words, backend) ??
        said(
          "endpoint",
          "400: the receiver could not read the request",
          `Check that the endpoint is for OTLP.${quote(words)}`,
        )
      );
    default:
      if (status >= 300 && status < 400)
        return said(
          "endpoint",
          `${status}: the endpoint redirects`,
          "Use the address it leads to: telemetry is not sent on to another address.",
        );
      if (status >= 500)
        return said(
          "backend",
          `${status}: the receiver has a problem of its own`,
          `It is tried again; look at the receiver if it stays.${quote(isPage ? "" : words)}`,
        );
      return (
        unknownPipeline(words, backend) ??
        said(
          "endpoint",
          `${status}: the request was refused`,
          `Check endpoint and headers.${quote(isPage ? "" : words)}`,
        )
      );
  }
}

function grpcFailure(status: number, words: string, backend: Backend | undefined, url: URL): Explanation {
  const name = grpcNames[status] ?? `gRPC status ${status}`;
  switch (name) {
    case "UNAUTHENTICATED":
      return keyRefused("401", words, backend);
    case "PERMISSION_DENIED":
      return forbidden("403", words, backend);
    case "UNIMPLEMENTED":
      return said(
        "endpoint",
        `${name}: this is no OTLP receiver for this signal`,
        `Check that ${address(url)} is its gRPC port, usually 4317.${quote(words)}`,
      );
    case "RESOURCE_EXHAUSTED":
      return said(
        "backend",
        `${name}: the receiver is full, or the request too large`,
        `Check its quota.${quote(words)}`,
      );
    case "UNAVAILABLE":
      return said("backend", `${name}: the receiver is busy or away`, `It is tried again.${quote(words)}`);
    default:
      return (
        unknownPipeline(words, backend) ??
        said("endpoint", `${name}: the request was refused`, `Check endpoint and headers.${quote(words)}`)
      );
  }
}

function keyRefused(status: string, words: string, backend: Backend | undefined): Explanation {
  const header = backend?.headers.find(({ credential }) => credential);
  const form = header === undefined ? "the header with the key" : `the header ${header.name}${prefixOf(header.prefix)}`;
  return said(
    "headers",
    `${status}: the key was refused`,
    `Check ${form}: that the key is whole, of the right place and not revoked.${quote(words)}`,
  );
}

const prefixOf = (prefix: string): string =>
  prefix === "" ? "" : `, which begins with "${prefix.trim()}" and a space`;

function forbidden(status: string, words: string, backend: Backend | undefined): Explanation {
  return (
    unknownPipeline(words, backend) ??
    said(
      "headers",
      `${status}: the key may not write here`,
      `Check the scope of the key${backend ? ` at ${backend.label}` : ""}.${quote(words)}`,
    )
  );
}

/** Headers that say where the telemetry belongs: Monad's pipeline, another's dataset. */
function unknownPipeline(words: string, backend: Backend | undefined): Explanation | undefined {
  const place = backend?.headers.find(({ credential, required }) => !credential && required);
  if (place === undefined || !/pipeline|dataset|stream|project|tenant/i.test(words)) return undefined;
  return said(
    "headers",
    "unknown pipeline",
    `Check the header ${place.name}: ${lowerFirst(place.documentation)}${quote(words)}`,
  );
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
