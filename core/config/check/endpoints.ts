import type { Fix } from "../../diagnostics/diagnostic.ts";
import { isLoopbackHost } from "../../otlp/loopbackHost.ts";
import type { TomlTable, TomlValue } from "../../toml/document.ts";
import { fix, quote, replace } from "../../toml/edit/edits.ts";
import { type Reporter, stringOf } from "../reporter.ts";
import { isServerName, readUri } from "../uri.ts";
import { checkEndpointUse } from "./endpointUse.ts";

/**
 * Looks at the endpoint of an otlp-http or otlp-grpc exporter. For gRPC any scheme will do, and only `https` means TLS
 * (observed).
 */
export function checkEndpoint(reporter: Reporter, exporter: TomlTable, variant: string, signal: string): void {
  const value = exporter.entries.get("endpoint")?.value;
  const endpoint = stringOf(value);
  if (value === undefined || endpoint === undefined) return;
  if (endpoint === "") {
    const message =
      "An empty endpoint means that of the environment variable OTEL_EXPORTER_OTLP_ENDPOINT, and without one a receiver on this machine: write the endpoint here.";
    reporter.report("otel/endpoint-empty", value.range, message);
    return;
  }
  const grpc = variant === "otlp-grpc";
  if (isBuilt(reporter, value, endpoint, grpc) && isDelivered(reporter, value, endpoint, grpc))
    checkEndpointUse(reporter, exporter, { value, endpoint, grpc, signal });
}

/** False, and reported, when Codex builds no exporter for the endpoint. */
function isBuilt(reporter: Reporter, value: TomlValue, endpoint: string, grpc: boolean): boolean {
  const uri = readUri(endpoint);
  if (!("host" in uri)) {
    const message = `Codex builds no exporter for this endpoint, and no signal is sent: ${uri.problem}.`;
    reporter.report("otel/endpoint-invalid", value.range, message, invalidFixes(endpoint, value));
    return false;
  }
  if (!grpc) return true;
  if (uri.host.startsWith("[")) {
    const message =
      "Codex builds no exporter for an IPv6 address with otlp-grpc: write a host name, 127.0.0.1 for this machine.";
    const fixed = endpoint.replace("[::1]", "127.0.0.1");
    const fixes = fixed === endpoint ? [] : [fix("Write 127.0.0.1", replace(value.range, quote(fixed)))];
    reporter.report("otel/endpoint-ipv6", value.range, message, fixes);
    return false;
  }
  if (isServerName(uri.host)) return true;
  const message =
    "Codex builds no otlp-grpc exporter for this endpoint, and no signal is sent: its host is neither a host name nor an IPv4 address.";
  reporter.report("otel/endpoint-invalid", value.range, message);
  return false;
}

/** False, and reported, when Codex builds the exporter and it never reaches what is meant. */
function isDelivered(reporter: Reporter, value: TomlValue, endpoint: string, grpc: boolean): boolean {
  if (!(grpc ? /^[^:/]+:\/\//.test(endpoint) : /^https?:\/\//i.test(endpoint))) {
    const message = "Nothing is delivered to this endpoint: it must begin with http:// or https://.";
    reporter.report("otel/endpoint-scheme-missing", value.range, message, schemeFix(endpoint, value));
    return false;
  }
  const port = /^[^:/]+:\/\/[^/?#]*:([^/?#:\]@]*)(?:[/?#]|$)/.exec(endpoint)?.[1];
  if (port === undefined || port === "" || (/^\d+$/.test(port) && Number(port) <= 65535)) return true;
  if (grpc && /^\d+$/.test(port)) {
    const message =
      "Codex throws this port away and connects to another (80 for http): write a number from 1 to 65535.";
    reporter.report("otel/endpoint-port-ignored", value.range, message);
    return false;
  }
  const message = "Nothing is delivered to this endpoint: its port is not a number from 1 to 65535.";
  const digits = /^\D*(\d{1,5})\D*$/.exec(port)?.[1];
  const fixes =
    digits === undefined || Number(digits) > 65535
      ? []
      : [fix(`Write the port ${digits}`, replace(value.range, quote(endpoint.replace(`:${port}`, `:${digits}`))))];
  reporter.report("otel/endpoint-port-invalid", value.range, message, fixes);
  return false;
}

const isUri = (text: string) => "host" in readUri(text);

/** Whether an endpoint without scheme leads to this machine or into the private network around it, where usually nothing is encrypted. */
function isNear(bare: string): boolean {
  const authority = /^[^/?#]*/.exec(bare)?.[0] ?? "";
  const host = authority
    .slice(authority.lastIndexOf("@") + 1)
    .replace(/:[^:\]]*$/, "")
    .toLowerCase();
  return isLoopbackHost(host) || /^(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2})$/.test(host);
}

function schemeFix(endpoint: string, value: TomlValue): readonly Fix[] {
  if (endpoint.startsWith("/")) return [];
  const [, scheme = ""] = /^([a-z]+):\/\//i.exec(endpoint) ?? [];
  const bare = endpoint.slice(scheme === "" ? 0 : scheme.length + 3);
  const isEncrypted = /s$/i.test(scheme) || !isNear(bare);
  const fixed = `${isEncrypted ? "https" : "http"}://${bare}`;
  return [fix(`Write ${fixed}`, replace(value.range, quote(fixed)))];
}

function invalidFixes(endpoint: string, value: TomlValue): readonly Fix[] {
  const trimmed = endpoint.trim();
  if (trimmed !== endpoint && isUri(trimmed))
    return [fix("Remove the spaces around it", replace(value.range, quote(trimmed)))];
  const withScheme = `${isNear(trimmed) ? "http" : "https"}://${trimmed}`;
  if (!trimmed.includes("://") && trimmed !== "" && isUri(withScheme))
    return [fix(`Write ${withScheme}`, replace(value.range, quote(withScheme)))];
  return [];
}
