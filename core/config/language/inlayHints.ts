import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { escapeControlCharacters } from "../../text/escapeControl.ts";
import type { OffsetRange } from "../../text/range.ts";
import { tableOf } from "../../toml/access.ts";
import type { TomlDocument } from "../../toml/document.ts";
import type { InlayHint } from "../../toml/language/language.ts";
import { endpointAddress } from "../endpointAddress.ts";
import { stringOf } from "../reporter.ts";
import { type WrittenExporter, writtenExporters } from "../writtenExporters.ts";
import { displayPath, type FileContext, isAbsolutePath } from "./fileContext.ts";

/** Findings that make a hint out of what would otherwise be found out much later. */
const hintOf: Readonly<Partial<Record<string, string>>> = {
  "otel/header-not-expanded": "sent literally",
  "otel/header-name-invalid": "not sent",
  "otel/header-value-invalid": "not sent",
};

/** The hints of a file inside of a range, in the order of the text. Holds nothing of the values in the file. */
export function inlayHints(
  document: TomlDocument,
  range: OffsetRange,
  diagnostics: readonly Diagnostic[],
  files: FileContext,
): readonly InlayHint[] {
  const exporters = writtenExporters(document);
  const hints = [
    ...vendorMetrics(document, exporters),
    ...exporters.flatMap((exporter) => [...ports(exporter), ...resolvedFiles(exporter, files)]),
    ...exporters.flatMap((exporter) => headerHints(exporter, diagnostics)),
  ];
  return hints
    .filter(({ offset }) => range.start <= offset && offset <= range.end)
    .sort((left, right) => left.offset - right.offset);
}

/** Behind `[otel]`, where the file sends something and leaves metrics to their default. */
function vendorMetrics(document: TomlDocument, exporters: readonly WrittenExporter[]): InlayHint[] {
  const otel = tableOf(document.root.entries.get("otel"));
  if (exporters.length === 0 || otel?.entries.has("metrics_exporter") !== false) return [];
  const header = document.statements.find(
    ({ kind, table }) => kind === "header" && table.length === 1 && table[0] === "otel",
  );
  if (!header) return [];
  const bracket = document.text.indexOf("]", header.range.start) + 1;
  const tooltip = "Without metrics_exporter Codex sends its metrics to its vendor.";
  return [{ offset: bracket, label: 'metrics_exporter = "statsig"', tooltip }];
}

function ports({ endpoint }: WrittenExporter): InlayHint[] {
  const address = endpoint && endpointAddress(endpoint.text);
  if (!address || address.portWritten) return [];
  const tooltip = `Without a port Codex connects to ${address.port}, the port of ${address.encrypted ? "https" : "http"}.`;
  return [{ offset: endpoint.entry.value.range.end, label: `port ${address.port}`, tooltip }];
}

function resolvedFiles({ tls }: WrittenExporter, { resolvePath, home }: FileContext): InlayHint[] {
  return [...(tls?.entries.values() ?? [])].flatMap(({ value }) => {
    const path = stringOf(value);
    if (path === undefined || path === "" || path.startsWith("~") || isAbsolutePath(path)) return [];
    const resolved = resolvePath(path);
    if (resolved === undefined) return [];
    const tooltip = "A relative path starts at the folder of this file.";
    return [{ offset: value.range.end, label: escapeControlCharacters(displayPath(resolved, home)), tooltip }];
  });
}

function headerHints({ headers }: WrittenExporter, diagnostics: readonly Diagnostic[]): InlayHint[] {
  const told = diagnostics.filter(({ code }) => hintOf[code] !== undefined);
  return [...(headers?.entries.values() ?? [])].flatMap(({ range, value }) => {
    const found = firstWithin(told, range);
    const label = found && hintOf[found.code];
    return label === undefined ? [] : [{ offset: value.range.end, label, tooltip: found?.message ?? "" }];
  });
}

/** The first diagnostic inside of a range, of those that are in the order of the text. */
function firstWithin(diagnostics: readonly Diagnostic[], { start, end }: OffsetRange): Diagnostic | undefined {
  let low = 0;
  let high = diagnostics.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((diagnostics[middle]?.range.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < diagnostics.length; at++) {
    const diagnostic = diagnostics[at] as Diagnostic;
    if (diagnostic.range.start > end) return undefined;
    if (diagnostic.range.end <= end) return diagnostic;
  }
  return undefined;
}
