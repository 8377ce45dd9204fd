import type { TomlTable } from "../../toml/document.ts";
import { alternative, removePair } from "../fixes/edits.ts";
import { tlsFiles } from "../options.ts";
import { keyOf, type Reporter, stringOf, tableOf } from "../reporter.ts";
import { positionalTable } from "./positional.ts";

/** Looks at the TLS files of an exporter: a certificate needs its key, and both must exist. */
export function checkTls(reporter: Reporter, exporter: TomlTable): void {
  const entry = exporter.entries.get("tls");
  const tls = tableOf(entry) ?? (entry && positionalTable(entry.value, tlsFiles));
  if (!tls) return;
  const certificate = tls.entries.get("client-certificate");
  const key = tls.entries.get("client-private-key");
  const alone = certificate && !key ? certificate : key && !certificate ? key : undefined;
  if (alone) {
    const missing = alone === certificate ? "client-private-key" : "client-certificate";
    const message = `Codex builds no exporter, and no signal is sent: ${alone.name} needs ${missing} beside it.`;
    const fixes =
      alone.keys.length > 0 ? [alternative(`Remove ${alone.name}`, removePair(reporter.document, alone.range))] : [];
    reporter.report("otel/tls-pair-incomplete", keyOf(alone), message, fixes);
  }
  const { fileExists } = reporter.context;
  if (!fileExists) return;
  for (const name of tlsFiles.names) {
    const value = tls.entries.get(name)?.value;
    const path = stringOf(value);
    if (value === undefined || path === undefined || fileExists(path)) continue;
    const message =
      "Codex builds no exporter, and no signal is sent: this file does not exist. Relative paths start at the folder of this configuration.";
    reporter.report("otel/tls-file-missing", value.range, message);
  }
}
