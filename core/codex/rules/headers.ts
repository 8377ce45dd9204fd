import { type Backend, backendOf } from "../../backends/backends.ts";
import type { TomlEntry, TomlTable } from "../../toml/document.ts";
import type { Fix } from "../diagnostic.ts";
import { addPair, fix, quote, quoteKey, removePair, replace } from "../fixes/edits.ts";
import { headerNamePattern } from "../fixes/headerText.ts";
import { keyOf, type Reporter, stringOf, tableOf } from "../reporter.ts";

/**
 * Names that gRPC or HTTP/2 keeps for itself: Codex sends them not at all, or with its own value; the last one it sends,
 * and every export fails because of it (observed with Codex 0.169.0 and a gRPC receiver).
 */
const reservedForGrpc = new Set([
  "content-type",
  "te",
  "connection",
  "transfer-encoding",
  "upgrade",
  "keep-alive",
  "proxy-connection",
  "grpc-status",
  "grpc-message",
  "content-length",
]);

/**
 * Control characters of ASCII but for the tab: with one of them in its value a header is not sent, with any other
 * character it is (observed with 0.169.0 over HTTP and gRPC).
 */
const unsendable = /[^\P{Cc}\t\u0080-\u009f]/u;

/** Looks for headers that are dropped without a word, or that the backend refuses. */
export function checkHeaders(reporter: Reporter, exporter: TomlTable, variant: string, path: readonly string[]): void {
  const headers = tableOf(exporter.entries.get("headers"));
  const backend = backendOf(stringOf(exporter.entries.get("endpoint")?.value) ?? "");
  if (headers) {
    const seen = new Map<string, string>();
    for (const header of headers.entries.values()) {
      checkName(reporter, header, variant, seen);
      checkHeaderValue(reporter, header, backend);
    }
  }
  const unreadable = exporter.entries.has("headers") && !headers;
  if (backend && !unreadable) checkBackendHeaders(reporter, exporter, headers, backend, path);
}

function checkName(reporter: Reporter, header: TomlEntry, variant: string, seen: Map<string, string>): void {
  const { name } = header;
  const key = keyOf(header);
  const lower = name.toLowerCase();
  const earlier = seen.get(lower);
  seen.set(lower, name);
  if (!headerNamePattern.test(name)) {
    const message = `Codex drops the header ${quote(name)}: a name has only letters, digits and !#$%&'*+-.^_\`|~.`;
    reporter.report("otel/header-name-invalid", key, message, nameFixes(header));
  } else if (earlier !== undefined) {
    const message = `${earlier} and ${name} are one header: Codex sends one of them, and which one changes from run to run.`;
    reporter.report("otel/header-duplicate", key, message, [
      fix(`Remove ${name}`, removePair(reporter.document, header.range)),
    ]);
  } else if (variant === "otlp-grpc" && reservedForGrpc.has(lower)) {
    const message = `gRPC sets ${name} itself: Codex does not send this one, or every export fails because of it.`;
    reporter.report("otel/header-reserved", key, message, [
      fix(`Remove ${name}`, removePair(reporter.document, header.range)),
    ]);
  } else if (variant === "otlp-http" && (lower === "content-type" || lower === "content-length")) {
    const message = `This ${name} replaces the right one: a receiver of OTLP answers 415 or 400.`;
    reporter.report("otel/header-content-type", key, message, [
      fix(`Remove ${name}`, removePair(reporter.document, header.range)),
    ]);
  }
}

function nameFixes(header: TomlEntry): readonly Fix[] {
  const mended = header.name
    .trim()
    .replace(/[:=]+$/, "")
    .trim()
    .replace(/\s+/g, "-");
  if (!headerNamePattern.test(mended)) return [];
  return [fix(`Rename to ${mended}`, ...header.keys.map(({ range }) => replace(range, quoteKey(mended))))];
}

function checkHeaderValue(reporter: Reporter, header: TomlEntry, backend: Backend | undefined): void {
  const value = stringOf(header.value);
  if (value === undefined) return;
  const { range } = header.value;
  const name = quoteKey(header.name);
  if (unsendable.test(value)) {
    const mended = value.trim();
    const fixes = unsendable.test(mended)
      ? []
      : [fix("Remove the line ends around the value", replace(range, quote(mended)))];
    const message = `Codex drops the header ${name}: its value has a line end or another control character.`;
    reporter.report("otel/header-value-invalid", range, message, fixes);
  } else if (/\$\{?[A-Za-z_][A-Za-z0-9_]*\}?/.test(value) && /\$\{|^\$|\s\$/.test(value)) {
    const message = `Codex sends ${name} exactly as written: variables are not expanded, so the backend gets the text of the variable.`;
    reporter.report("otel/header-not-expanded", range, message);
  } else if (/<[^<>]*>|\bYOUR[_-]|your[-_ ]?(api|pipeline|token|key)/i.test(value)) {
    const message = `Put the real value of ${name} here: the backend${backend ? ` (${backend.label})` : ""} refuses a placeholder.`;
    reporter.report("otel/header-placeholder", range, message);
  }
}

function checkBackendHeaders(
  reporter: Reporter,
  exporter: TomlTable,
  headers: TomlTable | undefined,
  backend: Backend,
  path: readonly string[],
): void {
  const endpoint = exporter.entries.get("endpoint");
  const entries = [...(headers?.entries.values() ?? [])];
  for (const wanted of backend.headers) {
    const found = entries.find(({ name }) => name.toLowerCase() === wanted.name.toLowerCase());
    if (!found) {
      if (!endpoint || backend.id !== "monad") continue;
      const pair = `${quoteKey(wanted.name)} = ${quote(`${wanted.prefix}${wanted.placeholder}`)}`;
      const edit = headers
        ? addPair(reporter.document, headers, [...path, "headers"], pair)
        : addPair(reporter.document, exporter, path, `headers = { ${pair} }`);
      const message = `${backend.label} needs the header ${wanted.name}: without it every export is refused.`;
      reporter.report("otel/monad-header-missing", endpoint.value.range, message, [fix(`Add ${wanted.name}`, edit)]);
    } else if (wanted.prefix !== "" && backend.id === "monad") {
      const value = stringOf(found.value);
      if (value === undefined || value.startsWith(wanted.prefix)) continue;
      const bare = value.trim().replace(/^(?:Bearer|Basic|Api-?Key|Token)[\s:]+/i, "");
      const fixes = [
        fix(`Write ${wanted.prefix.trim()} before the key`, replace(found.value.range, quote(wanted.prefix + bare))),
      ];
      const message = `${backend.label} wants ${wanted.name} to begin with ${quote(wanted.prefix)}, and refuses others with 401.`;
      reporter.report("otel/monad-scheme", found.value.range, message, fixes);
    }
  }
}
