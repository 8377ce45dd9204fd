import { isLoopbackHost } from "../../otlp/loopbackHost.ts";
import { tableOf } from "../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../toml/document.ts";
import { alternative, fix, quote, replace } from "../../toml/edit/edits.ts";
import { backendOf, isCredentialName } from "../backends/backends.ts";
import type { Reporter } from "../reporter.ts";

interface EndpointPlace {
  readonly value: TomlValue;
  readonly endpoint: string;
  readonly grpc: boolean;
  readonly signal: string;
}

/** Looks whether an endpoint that Codex can use fits the exporter, its signal and what its headers carry. */
export function checkEndpointUse(reporter: Reporter, exporter: TomlTable, place: EndpointPlace): void {
  if (place.grpc) checkGrpcPath(reporter, place);
  else checkHttpPath(reporter, place);
  checkPort(reporter, place);
  checkPlaintext(reporter, exporter, place);
}

/** The parts of an absolute URL as written; the path is empty where there is none. */
function partsOf(endpoint: string) {
  const match = /^([^:/?#]+):\/\/([^/?#]*)([^?#]*)(.*)$/s.exec(endpoint);
  const [, scheme = "", authority = "", path = "", rest = ""] = match ?? [];
  const hostAndPort = authority.slice(authority.lastIndexOf("@") + 1);
  const port = /:(\d+)$/.exec(hostAndPort)?.[1];
  return {
    scheme: scheme.toLowerCase(),
    authority,
    host: hostAndPort.replace(/:\d*$/, "").toLowerCase(),
    port: port === undefined ? undefined : Number(port),
    path,
    rest,
  };
}

function checkHttpPath(reporter: Reporter, { value, endpoint, signal }: EndpointPlace): void {
  const { path, rest } = partsOf(endpoint);
  if (path === "" || path === "/") {
    if (rest !== "") return;
    const fixed = `${endpoint.replace(/\/$/, "")}${backendOf(endpoint)?.basePath ?? ""}/v1/${signal}`;
    const message = `Codex uses this endpoint exactly as written and adds no path: receivers of OTLP want /v1/${signal}.`;
    reporter.report("otel/endpoint-path", value.range, message, [
      fix(`Write ${fixed}`, replace(value.range, quote(fixed))),
    ]);
    return;
  }
  const written = /\/v1\/(logs|traces|metrics)\/?$/.exec(path)?.[1];
  if (written === undefined || written === signal) return;
  if (backendOf(endpoint)?.refuses.signals?.some((refused) => refused === signal)) return;
  const fixed = endpoint.replace(`/v1/${written}`, `/v1/${signal}`);
  const message = `This exporter sends ${signal}, and /v1/${written} takes ${written} only: a receiver of OTLP refuses them.`;
  reporter.report("otel/endpoint-signal", value.range, message, [
    fix(`Write /v1/${signal}`, replace(value.range, quote(fixed))),
  ]);
}

function checkGrpcPath(reporter: Reporter, { value, endpoint }: EndpointPlace): void {
  const { scheme, authority, path, rest } = partsOf(endpoint);
  if (path === "" || path === "/") return;
  const fixed = `${scheme}://${authority}`;
  const message = "gRPC has paths of its own: what stands behind host and port is left out.";
  const isUsual = rest === "" && /^(?:\/v1\/(?:logs|traces|metrics))?\/?$/.test(path);
  reporter.report("otel/endpoint-path-unused", value.range, message, [
    (isUsual ? fix : alternative)(`Write ${fixed}`, replace(value.range, quote(fixed))),
  ]);
}

/** The ports that OTLP names: 4317 for gRPC, 4318 for HTTP (OTLP specification 1.x, "OTLP/gRPC Default Port" and "OTLP/HTTP Default Port"). */
const usualPorts = { grpc: 4317, http: 4318 };

function checkPort(reporter: Reporter, { value, endpoint, grpc }: EndpointPlace): void {
  const { port } = partsOf(endpoint);
  const [own, other] = grpc ? [usualPorts.grpc, usualPorts.http] : [usualPorts.http, usualPorts.grpc];
  if (port !== other) return;
  const fixed = endpoint.replace(`:${other}`, `:${own}`);
  const message = `By convention ${other} takes ${grpc ? "HTTP" : "gRPC"} and ${own} takes ${grpc ? "gRPC" : "HTTP"}: nothing arrives unless this receiver has it otherwise.`;
  reporter.report("otel/endpoint-port-other", value.range, message, [
    alternative(`Write the port ${own}`, replace(value.range, quote(fixed))),
  ]);
}

function checkPlaintext(reporter: Reporter, exporter: TomlTable, { value, endpoint, grpc }: EndpointPlace): void {
  const { scheme, authority, host } = partsOf(endpoint);
  if (scheme === "https" || isLoopbackHost(host)) return;
  const names = [...(tableOf(exporter.entries.get("headers"))?.entries.keys() ?? [])];
  if (!authority.includes("@") && !names.some(isCredentialName)) return;
  const message = `The key is sent to ${host} without encryption, and so are the events: everybody on the way can read them.`;
  const fixes =
    scheme === "http" || grpc
      ? [alternative("Write https", replace(value.range, quote(endpoint.replace(/^[^:]+/, "https"))))]
      : [];
  reporter.report("otel/endpoint-plaintext", value.range, message, fixes);
}
