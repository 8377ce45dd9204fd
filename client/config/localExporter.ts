import { senderHeader } from "../../core/config/senderHeader.ts";
import type { TomlDocument, TomlTable } from "../../core/toml/document.ts";
import type { ListenerAddresses } from "../../listener/protocol/totals.ts";

/** The exporter for logs as a config file sets it. */
export type LogsExporter = "unset" | "off" | "otlp-grpc" | "otlp-http" | "other";

/** One of Codex's exporters with its options, in order. */
export interface ExporterSetting {
  readonly variant: "otlp-grpc" | "otlp-http";
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/**
 * The exporter that sends to this listener, with the token by which it knows its sender if there is one. OTLP over HTTP wants
 * the whole path and a protocol, over gRPC neither.
 */
export function exporterFor(
  variant: ExporterSetting["variant"],
  addresses: ListenerAddresses,
  senderToken?: string,
): ExporterSetting {
  const sender: Pick<ExporterSetting, "headers"> =
    senderToken === undefined ? {} : { headers: [[senderHeader, senderToken]] };
  return variant === "otlp-grpc"
    ? { variant, options: [["endpoint", `http://${addresses.grpc}`]], ...sender }
    : {
        ...{ variant, ...sender },
        options: [
          ["endpoint", `http://${addresses.http}/v1/logs`],
          ["protocol", "binary"],
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

const tableAt = (table: TomlTable | undefined, name: string): TomlTable | undefined => {
  const value = table?.entries.get(name)?.value;
  return value?.kind === "table" ? value : undefined;
};

/** Reads which exporter for logs a parsed config.toml sets. */
export function logsExporterOf(document: TomlDocument): LogsExporter {
  const value = tableAt(document.root, "otel")?.entries.get("exporter")?.value;
  if (value === undefined) return "unset";
  if (value.kind === "string") return value.value === "none" ? "off" : "other";
  if (value.kind !== "table") return "other";
  const [variant] = [...value.entries.keys()];
  return variant === "otlp-grpc" || variant === "otlp-http" ? variant : "other";
}

/**
 * The arguments with which Codex sends its logs to the listener and no file changes.
 *
 * Codex lays overrides over the file key by key, so an override with another variant than the file's leaves two of them
 * and Codex refuses to start ("wanted exactly 1 element"; observed with Codex 0.169.0). Hence the file's variant.
 */
export function overrideArguments(addresses: ListenerAddresses, configured: LogsExporter): readonly [string, string] {
  const { variant, options } = exporterFor(configured === "otlp-http" ? "otlp-http" : "otlp-grpc", addresses);
  const pairs = options.map(([name, value]) => `${name}='${value}'`).join(",");
  return ["-c", `otel.exporter={${variant}={${pairs}}}`];
}

/** Whether a path can be typed so that every shell takes it for one word: quotes and control characters are not typed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a shell would act on them
export const canBeTyped = (path: string): boolean => !/['"\\\u0000-\u001f\u007f-\u009f]/.test(path);

/**
 * The command line that runs Codex with its logs sent to the listener and no file changed. One quoting serves bash, zsh,
 * fish, PowerShell and cmd: double quotes outside, TOML literal strings inside. What starts it, a program or the
 * words in front of it, is quoted for the shells of Linux and macOS where it has blanks.
 */
export function overrideCommand(
  addresses: ListenerAddresses,
  configured: LogsExporter,
  program: string | readonly string[] = "codex",
): string {
  const [option, value] = overrideArguments(addresses, configured);
  const words = [program].flat().map((word) => (/^[\w./@+-]+$/.test(word) ? word : `'${word}'`));
  return `${words.join(" ")} ${option} "${value}"`;
}
