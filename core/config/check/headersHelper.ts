import { keyOf } from "../../toml/access.ts";
import type { TomlDocument, TomlTable } from "../../toml/document.ts";
import { isBefore } from "../codexVersion.ts";
import { helperOption, helperSince } from "../headersHelper.ts";
import { type Reporter, stringOf } from "../reporter.ts";
import { writtenExporters } from "../writtenExporters.ts";

/**
 * Looks at the command that gives headers. Codex asks it for exporters over HTTP, never for those over gRPC, and says
 * nothing of that (observed). The command is never run here.
 */
export function checkHeadersHelper(reporter: Reporter, otel: TomlTable): void {
  const entry = otel.entries.get(helperOption);
  const { codexVersion, layers = [] } = reporter.context;
  if (!entry || isBefore(codexVersion, helperSince)) return;
  const own = variantsOf(reporter.document);
  const all = [...own, ...layers.flatMap(({ document }) => variantsOf(document))];
  if (own.includes("otlp-http") && stringOf(entry.value)?.trim() === "") {
    const message = "Codex builds no exporter with an empty headers_helper: write the command, or leave the key out.";
    reporter.report("otel/headers-helper-empty", entry.value.range, message);
  } else if (all.length > 0 && all.every((variant) => variant === "otlp-grpc")) {
    const message =
      "Codex never runs headers_helper here: only exporters over HTTP ask it, and these are over gRPC. Write the headers into headers, or use otlp-http; where the listener forwards, keys need not stand in this file.";
    reporter.report("otel/headers-helper-unused", keyOf(entry), message);
  }
}

const variantsOf = (document: TomlDocument) => writtenExporters(document).map(({ variant }) => variant);
