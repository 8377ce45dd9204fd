import type { OffsetRange } from "../../text/range.ts";
import type { TomlDocument } from "../../toml/document.ts";
import type { DocumentLink } from "../../toml/language/language.ts";
import { backendOf } from "../backends/backends.ts";
import { stringOf } from "../reporter.ts";
import { type WrittenExporter, writtenExporters } from "../writtenExporters.ts";
import type { FileContext } from "./fileContext.ts";

/** TLS files that exist, and the documentation of the backend that an endpoint belongs to. */
export function documentLinks(document: TomlDocument, files: FileContext): readonly DocumentLink[] {
  return writtenExporters(document).flatMap((exporter) => [...backendLinks(exporter), ...fileLinks(exporter, files)]);
}

function backendLinks({ endpoint }: WrittenExporter): readonly DocumentLink[] {
  const backend = endpoint && backendOf(endpoint.text);
  const source = backend?.sources.find(({ url }) => url.startsWith("https://"));
  if (!endpoint || !backend || !source) return [];
  const tooltip = `How ${backend.label} takes OTLP`;
  return [{ range: insideQuotes(endpoint.entry.value.range), target: { url: source.url }, tooltip }];
}

function fileLinks({ tls }: WrittenExporter, { resolvePath, fileExists }: FileContext): readonly DocumentLink[] {
  return [...(tls?.entries.values() ?? [])].flatMap(({ value }) => {
    const path = stringOf(value);
    const file = path === undefined || path === "" || !fileExists(path) ? undefined : resolvePath(path);
    if (file === undefined) return [];
    return [{ range: insideQuotes(value.range), target: { file }, tooltip: "Open the file" }];
  });
}

const insideQuotes = ({ start, end }: OffsetRange): OffsetRange =>
  end - start > 2 ? { start: start + 1, end: end - 1 } : { start, end };
