import { keyOf, tableOf } from "../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../toml/document.ts";
import { alternative, quote, removePair, replace } from "../../toml/edit/edits.ts";
import { endpointAddress } from "../endpointAddress.ts";
import { tlsFiles } from "../options.ts";
import { type PemContent, type Reporter, stringOf } from "../reporter.ts";
import { positionalTable } from "./positionalTable.ts";

/** Looks at the TLS files of an exporter: a certificate needs its key, and each must be there and hold what it should. */
export function checkTls(reporter: Reporter, exporter: TomlTable, variant: string): void {
  const entry = exporter.entries.get("tls");
  const tls = tableOf(entry) ?? (entry && positionalTable(entry.value, tlsFiles));
  if (!entry || !tls) return;
  checkPair(reporter, tls);
  for (const name of tlsFiles.names) {
    const value = tls.entries.get(name)?.value;
    const path = stringOf(value);
    if (value !== undefined && path !== undefined) checkFile(reporter, name, value, path, variant);
  }
  checkScheme(reporter, exporter, tls, variant, keyOf(entry));
}

function checkPair(reporter: Reporter, tls: TomlTable): void {
  const certificate = tls.entries.get("client-certificate");
  const key = tls.entries.get("client-private-key");
  const alone = certificate && !key ? certificate : key && !certificate ? key : undefined;
  if (!alone) return;
  const missing = alone === certificate ? "client-private-key" : "client-certificate";
  const message = `Codex builds no exporter, and no signal is sent: ${alone.name} needs ${missing} beside it.`;
  const fixes =
    alone.keys.length > 0 ? [alternative(`Remove ${alone.name}`, removePair(reporter.document, alone.range))] : [];
  reporter.report("otel/tls-pair-incomplete", keyOf(alone), message, fixes);
}

/** What must be in a file, where Codex builds no exporter without it (observed). */
const wanted: readonly (readonly [file: string, variant: string, content: keyof PemContent, words: string])[] = [
  ["ca-certificate", "otlp-http", "certificate", "a certificate"],
  ["client-certificate", "otlp-grpc", "certificate", "a certificate"],
  ["client-private-key", "otlp-grpc", "privateKey", "a private key"],
];

function checkFile(reporter: Reporter, name: string, value: TomlValue, path: string, variant: string): void {
  const { fileExists, pemContent } = reporter.context;
  const nothing = "Codex builds no exporter, and no signal is sent:";
  if (fileExists && (path === "" || !fileExists(path))) {
    const message = `${nothing} this file does not exist. Relative paths start at the folder of this configuration, and ~ is your home folder.`;
    reporter.report("otel/tls-file-missing", value.range, message);
    return;
  }
  const [, , content, words] = wanted.find(([file, kind]) => file === name && kind === variant) ?? [];
  const found = content && pemContent?.(path);
  if (!content || !found || found[content]) return;
  reporter.report(
    "otel/tls-file-not-pem",
    value.range,
    `${nothing} this file holds no ${words?.slice(2)} in PEM form.`,
  );
}

/** Without https a client certificate keeps otlp-http from sending anything; all other files do nothing then. */
function checkScheme(
  reporter: Reporter,
  exporter: TomlTable,
  tls: TomlTable,
  variant: string,
  range: { readonly start: number; readonly end: number },
): void {
  const value = exporter.entries.get("endpoint")?.value;
  const endpoint = stringOf(value);
  const address = endpoint === undefined ? undefined : endpointAddress(endpoint);
  if (value === undefined || endpoint === undefined || !address || address.encrypted || tls.entries.size === 0) return;
  const encrypted = quote(endpoint.replace(/^[^:]+/, "https"));
  const fixes = [alternative("Write https in the endpoint", replace(value.range, encrypted))];
  if (variant === "otlp-http" && tls.entries.has("client-certificate") && tls.entries.has("client-private-key")) {
    const message = "Nothing is delivered: with a client certificate Codex sends to an endpoint with https only.";
    reporter.report("otel/tls-needs-https", range, message, fixes);
    return;
  }
  reporter.report("otel/tls-unused", range, "These files do nothing: the endpoint does not begin with https.", fixes);
}
