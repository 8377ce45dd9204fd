import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { codeSpan, forMarkdown, insideCode } from "../../text/forMarkdown.ts";
import type { TomlDocument } from "../../toml/document.ts";
import { backendOf, headersFor, isNameOf } from "../backends/backends.ts";
import { endpointAddress } from "../endpointAddress.ts";
import { splitScheme } from "../fixes/credentialText.ts";
import { stringOf } from "../reporter.ts";
import { type WrittenExporter, writtenExporters } from "../writtenExporters.ts";
import { displayPath, type FileContext } from "./fileContext.ts";

/** What is needed to tell what Codex will make of a value. */
export interface SendingContext {
  readonly document: TomlDocument;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: FileContext;
}

/** The gRPC services of OTLP, by signal (opentelemetry-proto, package opentelemetry.proto.collector). */
const services = { logs: "LogsService", traces: "TraceService", metrics: "MetricsService" } as const;

/**
 * What Codex will do with the endpoint, header or TLS file at a path, as Markdown; undefined for all else. Of a header's
 * value there is only its scheme, when that is a known one, and its length.
 */
export function describeSending(path: readonly string[], sending: SendingContext): string | undefined {
  const exporter = writtenExporters(sending.document).find(({ name }) => name === path[1]);
  const [, , variant, field, name, ...deeper] = path;
  if (!exporter || variant !== exporter.variant || deeper.length > 0) return undefined;
  if (field === "endpoint" && name === undefined) return describeEndpoint(exporter);
  if (field === "headers" && name !== undefined) return describeHeader(exporter, name, sending);
  return field === "tls" && name !== undefined ? describeFile(exporter, name, sending.files) : undefined;
}

function describeEndpoint({ endpoint, variant, signal }: WrittenExporter): string | undefined {
  const address = endpoint && endpointAddress(endpoint.text);
  if (!endpoint || !address) return undefined;
  const backend = backendOf(endpoint.text)?.label ?? (address.local ? "this machine" : undefined);
  const to = backend === undefined ? "" : ` (${backend})`;
  const how = address.encrypted ? "encrypted with TLS" : "without encryption";
  const where = `Sends ${signal} to ${code(address.host)} port ${address.port}${to}, ${how}.`;
  if (variant !== "otlp-grpc") return `${where} Codex posts to this URL exactly as written.`;
  const method = `/opentelemetry.proto.collector.${signal === "traces" ? "trace" : signal}.v1.${services[signal]}/Export`;
  return `${where} It calls \`${method}\`.`;
}

function describeHeader(exporter: WrittenExporter, name: string, { diagnostics }: SendingContext): string | undefined {
  const header = exporter.headers?.entries.get(name);
  const value = stringOf(header?.value);
  if (!header || value === undefined) return undefined;
  const { range } = header;
  const own = diagnostics.filter((one) => range.start <= one.range.start && one.range.end <= range.end);
  const dropped = own.find(({ verdict, code: found }) => verdict === "dropped" && found !== "otel/header-duplicate");
  const { scheme, key } = splitScheme(value);
  const shown = `${insideCode(name)}: ${scheme === "" ? "" : `${scheme} `}${key === "" ? "" : "••••••"}`;
  const line = dropped
    ? `**Not sent.** ${forMarkdown(dropped.message)}`
    : `Sent with every request as ${code(shown)} (${value.length} characters), exactly as written.`;
  const others = own.filter((one) => one !== dropped).map(({ message }) => forMarkdown(message));
  const backend = exporter.endpoint && backendOf(exporter.endpoint.text);
  const known = backend && headersFor(backend, exporter.signal).find((one) => isNameOf(one, name));
  const purpose = backend && known ? [`${backend.label}: ${known.documentation}`] : [];
  return [line, ...others, ...purpose].join("\n\n");
}

function describeFile({ tls }: WrittenExporter, name: string, files: FileContext): string | undefined {
  const path = stringOf(tls?.entries.get(name)?.value);
  const resolved = path === undefined || path === "" ? undefined : files.resolvePath(path);
  if (path === undefined || resolved === undefined) return undefined;
  return `${code(displayPath(resolved, files.home))} ${files.fileExists(path) ? "exists." : "does not exist."}`;
}

const code = (text: string) => codeSpan(text, 200);
