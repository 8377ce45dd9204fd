import { diagnose } from "../config/check/diagnose.ts";
import { logsExporter } from "../config/edit/logsExporter.ts";
import { exporterTarget } from "../config/exporterTarget.ts";
import type { DiagnoseContext } from "../config/reporter.ts";
import { stringOf } from "../config/reporter.ts";
import { writtenExporters } from "../config/writtenExporters.ts";
import { shownEndpoint } from "../otlp/shownEndpoint.ts";
import { LineIndex } from "../text/lineIndex.ts";
import type { TomlDocument } from "../toml/document.ts";
import { parseToml } from "../toml/parseToml.ts";
import type { ConfigurationProblem, LogsExporterFacts } from "./setupFacts.ts";

/**
 * What Codex makes of a configuration file: the problems that matter, and where its logs go. An exporter that only another
 * layer has counts too, the one that wins first. Header values are left out.
 */
export function configurationFacts(
  text: string,
  context: DiagnoseContext,
): { readonly problems: readonly ConfigurationProblem[]; readonly exporter: LogsExporterFacts } {
  const document = parseToml(text);
  const lines = new LineIndex(text);
  const problems = diagnose(document, context)
    .filter(({ severity }) => severity === "error" || severity === "warning")
    .map(({ code, severity, verdict, message, range }) => ({
      code,
      severity,
      verdict,
      message,
      line: lines.positionAt(range.start).line,
    }));
  const others = [...(context.layers ?? [])].reverse();
  const documents = [...others.filter(({ wins }) => wins), { document }, ...others.filter(({ wins }) => !wins)].map(
    (layer) => layer.document,
  );
  const exporter = documents.map(logsExporterFacts).find(({ kind }) => kind !== "unset") ?? { kind: "unset" };
  return { problems, exporter };
}

function logsExporterFacts(document: TomlDocument): LogsExporterFacts {
  const value = logsExporter(document)?.value;
  if (value === undefined) return { kind: "unset" };
  const word = stringOf(value);
  if (word !== undefined)
    return word === "none" ? { kind: "off" } : { kind: word === "statsig" ? "vendor" : "unusable" };
  const written = writtenExporters(document).find(({ name }) => name === "exporter");
  const target = written && exporterTarget(written);
  if (written === undefined || target === undefined) return { kind: "unusable" };
  if (written.variant !== "otlp-grpc" && written.variant !== "otlp-http") return { kind: "unusable" };
  const { endpoint, host, port, headers } = target;
  return {
    kind: "sends",
    variant: written.variant,
    endpoint: shownEndpoint(endpoint),
    host,
    port,
    headers: Object.keys(headers),
  };
}
