import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { Fix } from "../diagnostic.ts";
import { fix, quote, replace } from "../fixes/edits.ts";
import { type Reporter, stringOf } from "../reporter.ts";

/** Characters that an authority may have (RFC 3986), as the URI reader of Codex takes them. */
const authorityPattern = /^[A-Za-z0-9\-._~!$&'()*+,;=:@%[\]]+$/;

/** What keeps Codex from building an exporter for the endpoint; undefined when it takes it (observed with 0.169.0). */
export function endpointProblem(endpoint: string): string | undefined {
  if (endpoint === "") return "it is empty";
  if (/[\s\p{Cc}]/u.test(endpoint)) return "it contains a space or a control character";
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)/.exec(endpoint);
  if (!match) {
    if (/[/?#]/.test(endpoint) && !endpoint.startsWith("/")) return "it has a path but no scheme";
    return authorityPattern.test(endpoint) || endpoint.startsWith("/")
      ? undefined
      : "it contains characters no host has";
  }
  const authority = match[2] ?? "";
  if (authority === "") return "it has no host";
  if (!authorityPattern.test(authority))
    return /\P{ASCII}/u.test(authority)
      ? "its host has characters beyond ASCII (write it in its xn-- form)"
      : "its host contains characters no host has";
  return undefined;
}

/** Looks at the endpoint of an otlp-http or otlp-grpc exporter. */
export function checkEndpoint(reporter: Reporter, exporter: TomlTable, variant: string, signal: string): void {
  const value = exporter.entries.get("endpoint")?.value;
  const endpoint = stringOf(value);
  if (value === undefined || endpoint === undefined) return;
  const grpc = variant === "otlp-grpc";
  const problem = endpointProblem(endpoint);
  if (problem) {
    const message = `Codex builds no exporter for this endpoint, and no signal is sent: ${problem}.`;
    reporter.report("otel/endpoint-invalid", value.range, message, invalidFixes(endpoint, value));
  } else if (grpc && /^[a-z]+:\/\/(?:[^/@]*@)?\[/i.test(endpoint)) {
    const message =
      "Codex builds no exporter for an IPv6 address with otlp-grpc: write a host name, 127.0.0.1 for this machine.";
    const mended = endpoint.replace("[::1]", "127.0.0.1");
    const fixes = mended === endpoint ? [] : [fix("Write 127.0.0.1", replace(value.range, quote(mended)))];
    reporter.report("otel/endpoint-ipv6", value.range, message, fixes);
  } else if (!/^https?:\/\//i.test(endpoint)) {
    const message = "Nothing is delivered to this endpoint: it must begin with http:// or https://.";
    reporter.report("otel/endpoint-scheme-missing", value.range, message, schemeFix(endpoint, value));
  } else if (!grpc && /^https?:\/\/[^/?#]+\/?$/i.test(endpoint)) {
    const mended = `${endpoint.replace(/\/$/, "")}/v1/${signal}`;
    const message = `Codex uses this endpoint exactly as written and adds no path: receivers of OTLP want /v1/${signal}.`;
    reporter.report("otel/endpoint-path", value.range, message, [
      fix(`Write ${mended}`, replace(value.range, quote(mended))),
    ]);
  }
}

function isLocal(host: string): boolean {
  return /^(localhost|127\.|\[::1\]|10\.|192\.168\.)/.test(host);
}

function schemeFix(endpoint: string, value: TomlValue): readonly Fix[] {
  if (endpoint.startsWith("/")) return [];
  const bare = endpoint.replace(/^[a-z]+:\/\//i, "");
  const mended = `${isLocal(bare) ? "http" : "https"}://${bare}`;
  return [fix(`Write ${mended}`, replace(value.range, quote(mended)))];
}

function invalidFixes(endpoint: string, value: TomlValue): readonly Fix[] {
  const trimmed = endpoint.trim();
  if (trimmed !== endpoint && endpointProblem(trimmed) === undefined)
    return [fix("Remove the spaces around it", replace(value.range, quote(trimmed)))];
  const withScheme = `${isLocal(trimmed) ? "http" : "https"}://${trimmed}`;
  if (!trimmed.includes("://") && trimmed !== "" && endpointProblem(withScheme) === undefined)
    return [fix(`Write ${withScheme}`, replace(value.range, quote(withScheme)))];
  return [];
}
