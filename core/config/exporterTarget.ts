import type { OtlpProtocol } from "../otlp/otlpProtocol.ts";
import { endpointAddress } from "./endpointAddress.ts";
import { headerNamePattern } from "./fixes/headerText.ts";
import { stringOf } from "./reporter.ts";
import type { WrittenExporter } from "./writtenExporters.ts";

/** Where an exporter sends, as Codex reads it. */
export interface ExporterTarget {
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: OtlpProtocol;
  /** Those that Codex sends. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of those that it drops without a word. */
  readonly droppedHeaders: readonly string[];
  /** Paths as they are written. */
  readonly certificateAuthority: string | undefined;
  readonly clientCertificate: string | undefined;
  readonly clientKey: string | undefined;
  /** The command that brings more headers, and which nobody has run. */
  readonly headersHelper: string | undefined;
}

/** What a header value may hold: anything else, and Codex drops the header (observed). */
const sendable = /^[\t\x20-\x7e]*$/;

/** The target of an exporter; undefined when its endpoint is missing, or none that Codex could send to. */
export function exporterTarget({
  variant,
  table,
  endpoint,
  headers,
  tls,
  helper,
}: WrittenExporter): ExporterTarget | undefined {
  const address = endpoint && endpointAddress(endpoint.text);
  if (endpoint === undefined || address === undefined) return undefined;
  const sent: Record<string, string> = {};
  const dropped: string[] = [];
  for (const { name, value } of headers?.entries.values() ?? []) {
    const text = stringOf(value);
    if (text === undefined || !headerNamePattern.test(name) || !sendable.test(text)) dropped.push(name);
    else sent[name.toLowerCase()] = text;
  }
  const path = (name: string) => stringOf(tls?.entries.get(name)?.value);
  const json = stringOf(table.entries.get("protocol")?.value) === "json";
  return {
    endpoint: endpoint.text,
    host: address.host,
    port: address.port,
    protocol: variant === "otlp-grpc" ? "grpc" : json ? "http-json" : "http-protobuf",
    headers: sent,
    droppedHeaders: dropped,
    certificateAuthority: path("ca-certificate"),
    clientCertificate: path("client-certificate"),
    clientKey: path("client-private-key"),
    headersHelper: helper,
  };
}
