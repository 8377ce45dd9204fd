import type { TomlDocument } from "../../toml/document.ts";
import type { HttpProtocol, Variant } from "../backends/backend.ts";
import { senderHeader } from "../senderHeader.ts";
import { logsExporter } from "./logsExporter.ts";

/** Where a listener receives OTLP, each as `HOST:PORT`. */
export interface ReceiverAddresses {
  readonly grpc: string;
  readonly http: string;
}

/** The exporter for logs as a config file sets it. */
export type LogsExporter = "unset" | "off" | Variant | "other";

/** One of Codex's exporters with its options, in order. */
export interface ExporterSetting {
  readonly variant: Variant;
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/**
 * The exporter that sends to this listener, with the token by which it knows its sender if there is one. OTLP over HTTP wants
 * the whole path and a protocol, over gRPC neither.
 */
export function exporterFor(
  variant: ExporterSetting["variant"],
  addresses: ReceiverAddresses,
  senderToken?: string,
  encoding: HttpProtocol = "binary",
): ExporterSetting {
  const sender: Pick<ExporterSetting, "headers"> =
    senderToken === undefined ? {} : { headers: [[senderHeader, senderToken]] };
  return variant === "otlp-grpc"
    ? { variant, options: [["endpoint", `http://${addresses.grpc}`]], ...sender }
    : {
        ...{ variant, ...sender },
        options: [
          ["endpoint", `http://${addresses.http}/v1/logs`],
          ["protocol", encoding],
        ],
      };
}

/** `{ otlp-grpc = { endpoint = "…" } }`. */
export const inlineTable = (exporter: ExporterSetting): string =>
  `{ ${exporter.variant} = { ${exporterPairs(exporter).join(", ")} } }`;

/** What stands in the table of an exporter, in order. */
export function exporterPairs({ options, headers = [] }: ExporterSetting): readonly string[] {
  const pair = ([name, value]: readonly [string, string]) => `${name} = "${value}"`;
  const inHeaders = headers.map(pair).join(", ");
  return [...options.map(pair), ...(headers.length === 0 ? [] : [`headers = { ${inHeaders} }`])];
}

/** What a person may paste into a config.toml without `[otel]`. */
export const configSnippet = (exporter: ExporterSetting): string => `[otel]\nexporter = ${inlineTable(exporter)}\n`;

/** Reads which exporter for logs a parsed config.toml sets. */
export function logsExporterOf(document: TomlDocument): LogsExporter {
  const value = logsExporter(document)?.value;
  if (value === undefined) return "unset";
  if (value.kind === "string") return value.value === "none" ? "off" : "other";
  if (value.kind !== "table") return "other";
  const [variant] = [...value.entries.keys()];
  return variant === "otlp-grpc" || variant === "otlp-http" ? variant : "other";
}
