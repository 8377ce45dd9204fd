import { tableOf } from "../toml/access.ts";
import type { TomlDocument, TomlEntry, TomlTable } from "../toml/document.ts";
import { helperOption } from "./headersHelper.ts";
import { exporterSignals } from "./options.ts";
import { stringOf } from "./reporter.ts";

/** An exporter of a file that is written as a table. */
export interface WrittenExporter {
  /** `exporter`, `trace_exporter` or `metrics_exporter`. */
  readonly name: string;
  readonly signal: "logs" | "traces" | "metrics";
  readonly entry: TomlEntry;
  /** `otlp-grpc` or `otlp-http`, as far as Codex knows it. */
  readonly variant: string;
  readonly table: TomlTable;
  readonly endpoint: { readonly text: string; readonly entry: TomlEntry } | undefined;
  readonly headers: TomlTable | undefined;
  readonly tls: TomlTable | undefined;
  /** The command that brings headers of an exporter over HTTP; Codex never runs it for gRPC. */
  readonly helper: string | undefined;
}

/** The exporters that a file sends with, in the order of the table of options. */
export function writtenExporters({ root }: TomlDocument): readonly WrittenExporter[] {
  const otel = tableOf(root.entries.get("otel"));
  return [...exporterSignals].flatMap(([name, signal]) => {
    const entry = otel?.entries.get(name);
    const [variant] = tableOf(entry)?.entries.values() ?? [];
    const table = tableOf(variant);
    if (!entry || !variant || !table) return [];
    const endpointEntry = table.entries.get("endpoint");
    const text = stringOf(endpointEntry?.value);
    return [
      {
        name,
        signal,
        entry,
        variant: variant.name,
        table,
        endpoint: endpointEntry && text !== undefined ? { text, entry: endpointEntry } : undefined,
        headers: tableOf(table.entries.get("headers")),
        tls: tableOf(table.entries.get("tls")),
        helper: variant.name === "otlp-http" ? stringOf(otel?.entries.get(helperOption)?.value) : undefined,
      },
    ];
  });
}
