import type { Fix } from "../../diagnostics/diagnostic.ts";
import { childOf, entriesIn, entryAt, keyOf, tableOf } from "../../toml/access.ts";
import type { TomlEntry, TomlTable, TomlValue } from "../../toml/document.ts";
import { addPair, alternative } from "../../toml/edit/edits.ts";
import { backendOf, isCredentialName } from "../backends/backends.ts";
import { isBefore } from "../codexVersion.ts";
import { endpointAddress } from "../endpointAddress.ts";
import { splitScheme } from "../fixes/credentialText.ts";
import { helperCommand, helperOption, helperSince, helperText, keyVariable } from "../headersHelper.ts";
import { exporterSignals, optionNamed, otelOptions } from "../options.ts";
import { type Reporter, stringOf } from "../reporter.ts";
import { isSenderHeader } from "../senderHeader.ts";
import { writtenExporters } from "../writtenExporters.ts";

/** Looks for what works and lets out more than a person may know. */
export function checkExposure(reporter: Reporter, entry: TomlEntry, otel: TomlTable): void {
  reportPrompts(reporter, otel);
  reportToolResults(reporter, otel);
  reportVendorMetrics(reporter, entry, otel);
  reportReadableCredentials(reporter, otel);
}

function reportPrompts(reporter: Reporter, otel: TomlTable): void {
  const entry = otel.entries.get("log_user_prompt");
  if (entry?.value.kind !== "boolean" || entry.value.value !== true) return;
  reporter.report("otel/log-user-prompt", entry.range, "The text of every prompt is sent to the backend of the logs.");
}

/** `codex.tool_result` carries arguments and output whether prompts are logged or not (observed). */
function reportToolResults(reporter: Reporter, otel: TomlTable): void {
  const entry = otel.entries.get("log_user_prompt");
  if (entry?.value.kind !== "boolean" || entry.value.value !== false || !sends(otel.entries.get("exporter"))) return;
  const limit = entryAt(otel, ["tool_result", "max_bytes"])?.value;
  if (limit?.kind === "integer" && limit.value === 0n) return;
  const message =
    "Prompts stay here, but arguments and output of tools are sent all the same. max_bytes = 0 in tool_result leaves out the output.";
  const fixes = limit
    ? []
    : [
        alternative(
          "Leave out the output of tools: tool_result = { max_bytes = 0 }",
          addPair(reporter.document, otel, ["otel"], "tool_result = { max_bytes = 0 }"),
        ),
      ];
  reporter.report("otel/tool-result-logged", entry.range, message, otel.entries.has("tool_result") ? [] : fixes);
}

/** Metrics go to Codex's vendor unless the file says otherwise (observed). */
function reportVendorMetrics(reporter: Reporter, entry: TomlEntry, otel: TomlTable): void {
  if (!sends(otel.entries.get("exporter")) && !sends(otel.entries.get("trace_exporter"))) return;
  if (isBefore(reporter.context.codexVersion, optionNamed(otelOptions, "metrics_exporter")?.since ?? "")) return;
  if (otel.entries.has("metrics_exporter") || isPartial(reporter.context.layer)) return;
  if (reporter.context.layers?.some(({ document }) => otelOf(document.root)?.entries.has("metrics_exporter"))) return;
  const message = 'Metrics go to the vendor of Codex, the default; metrics_exporter = "none" keeps them here.';
  reporter.report("otel/metrics-default", keyOf(entry), message, [
    alternative(
      'Add metrics_exporter = "none"',
      addPair(reporter.document, otel, ["otel"], 'metrics_exporter = "none"'),
    ),
  ]);
}

/** What such a file leaves out, the user's file may hold. */
const isPartial = (layer: string) => layer === "profile" || layer === "project";

const exposures = {
  tracked: "git tracks this file, so that everybody with the repository has the key",
  readable: "other accounts of this machine can read this file",
} as const;

/** It opens nothing and is good for nothing on another machine. */
const senderExposures = {
  tracked:
    "The token that marks events as sent from this machine, and git tracks this file: whoever has the repository can send events that are marked as verified. Take the header out, the listener works without it.",
  readable:
    "The token that marks events as sent from this machine, and other accounts of it can read this file: they can send events that are marked as verified. Make the file private.",
} as const;

function reportReadableCredentials(reporter: Reporter, otel: TomlTable): void {
  const { exposure } = reporter.context;
  if (exposure === undefined) return;
  for (const name of exporterSignals.keys()) {
    for (const variant of entriesIn(childOf(otel, name))) {
      for (const header of entriesIn(childOf(tableOf(variant), "headers"))) {
        if (!isLiteralValue(header.value)) continue;
        const message = isSenderHeader(header.name)
          ? senderExposures[exposure]
          : isCredentialName(header.name)
            ? `A key in plain text, and ${exposures[exposure]}.`
            : undefined;
        if (message === undefined) continue;
        const fixes = isSenderHeader(header.name) ? [] : helperFixes(reporter, otel, variant, header);
        reporter.report("otel/credential-exposed", header.value.range, message, fixes);
      }
    }
  }
}

/**
 * A command that brings the key, beside the key itself: its header wins, and the value can go once it is kept elsewhere. Not
 * where several receivers are written over HTTP, because each would get it; over gRPC Codex never runs the command.
 */
function helperFixes(reporter: Reporter, otel: TomlTable, variant: TomlEntry, header: TomlEntry): readonly Fix[] {
  if (variant.name !== "otlp-http" || otel.entries.has(helperOption)) return [];
  if (isBefore(reporter.context.codexVersion, helperSince)) return [];
  const origins = writtenExporters(reporter.document)
    .filter((exporter) => exporter.variant === "otlp-http")
    .map(({ endpoint }) => (endpoint === undefined ? undefined : endpointAddress(endpoint.text)));
  const [first] = origins;
  if (first === undefined || origins.some((one) => one?.host !== first.host || one.port !== first.port)) return [];
  const endpoint = stringOf(childOf(tableOf(variant), "endpoint"));
  const variable = keyVariable(endpoint === undefined ? undefined : backendOf(endpoint));
  const prefix = splitScheme(stringOf(header.value) ?? "").scheme;
  const command = helperCommand([{ name: header.name, prefix: prefix && `${prefix} ` }], variable);
  return [
    alternative(
      `Add headers_helper, which reads the key from ${variable}: set that, then take the key out here`,
      addPair(reporter.document, otel, ["otel"], `${helperOption} = ${helperText(command)}`),
    ),
  ];
}

/** A value that no placeholder or variable is. */
function isLiteralValue(value: TomlValue): boolean {
  const text = stringOf(value);
  return text !== undefined && text.trim().length >= 8 && !/[<>$%{}]/.test(text);
}

function sends(exporter: TomlEntry | undefined): boolean {
  return exporter !== undefined && exporter.value.kind === "table" && !exporter.value.entries.has("none");
}

function otelOf(root: TomlTable): TomlTable | undefined {
  return tableOf(root.entries.get("otel"));
}
