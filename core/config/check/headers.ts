import type { Fix } from "../../diagnostics/diagnostic.ts";
import { restated } from "../../diagnostics/keeping.ts";
import { keyOf, tableOf } from "../../toml/access.ts";
import type { TomlEntry, TomlTable } from "../../toml/document.ts";
import { alternative, fix, quote, quoteKey, removePair, replace } from "../../toml/edit/edits.ts";
import { backendOf, headersFor, isNameOf } from "../backends/backends.ts";
import { headerNamePattern } from "../fixes/headerText.ts";
import { exporterSignals } from "../options.ts";
import { type Reporter, stringOf } from "../reporter.ts";
import { checkBackendForm } from "./backendForm.ts";
import { checkBackendHeaders } from "./backendHeaders.ts";
import type { HeaderPlace } from "./headerPlace.ts";
import { checkHeaderValue } from "./headerValues.ts";

/**
 * Names that gRPC or HTTP/2 keeps for itself: Codex sends them not at all, or with its own value; the last one it sends,
 * and every export fails because of it (observed with a gRPC receiver).
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

/** Looks for headers that are dropped without a word, or that the backend refuses. */
export function checkHeaders(reporter: Reporter, exporter: TomlTable, variant: string, path: readonly string[]): void {
  const endpoint = exporter.entries.get("endpoint");
  const place: HeaderPlace = {
    path,
    exporter,
    variant: variant === "otlp-grpc" ? "otlp-grpc" : "otlp-http",
    signal: exporterSignals.get(path[1] ?? "") ?? "logs",
    headers: tableOf(exporter.entries.get("headers")),
    endpoint,
    backend: backendOf(stringOf(endpoint?.value) ?? ""),
  };
  const wrong = new Set<TomlEntry>();
  const seen = new Map<string, TomlEntry>();
  for (const header of place.headers?.entries.values() ?? []) {
    checkName(reporter, header, place, seen);
    if (checkHeaderValue(reporter, header, place)) wrong.add(header);
  }
  const unreadable = exporter.entries.has("headers") && !place.headers;
  if (!place.backend || !endpoint) return;
  checkBackendForm(reporter, place, place.backend, endpoint);
  if (!unreadable) checkBackendHeaders(reporter, place, place.backend, endpoint, wrong);
}

function checkName(reporter: Reporter, header: TomlEntry, place: HeaderPlace, seen: Map<string, TomlEntry>): void {
  const { name } = header;
  const { variant } = place;
  const key = keyOf(header);
  const lower = name.toLowerCase();
  const earlier = seen.get(lower);
  seen.set(lower, header);
  const removal = () => [alternative(`Remove ${name}`, removePair(reporter.document, header.range))];
  if (!headerNamePattern.test(name)) {
    const message = `Codex drops the header ${quote(name)}: a name has only letters, digits and !#$%&'*+-.^_\`|~.`;
    reporter.report("otel/header-name-invalid", key, message, () => nameFixes(reporter, header, place));
  } else if (earlier !== undefined) {
    const message = `${earlier.name} and ${name} are one header: Codex sends one of them, and which one changes from run to run.`;
    reporter.report("otel/header-duplicate", key, message, () => repetitionFixes(reporter, header, earlier));
  } else if (variant === "otlp-grpc" && reservedForGrpc.has(lower)) {
    const message = `gRPC sets ${name} itself: Codex does not send this one, or every export fails because of it.`;
    reporter.report("otel/header-reserved", key, message, removal);
  } else if (variant === "otlp-http" && lower === "user-agent") {
    const message = `Codex has a ${name} of its own, and which of the two it sends over HTTP changes from run to run.`;
    reporter.report("otel/header-reserved", key, message, removal);
  } else if (variant === "otlp-http" && (lower === "content-type" || lower === "content-length")) {
    const message = `This ${name} replaces the right one: a receiver of OTLP answers 415 or 400.`;
    reporter.report("otel/header-content-type", key, message, removal);
  }
}

/** A header with the value of the earlier one is of no use; where the values differ, only the person knows which is right. */
function repetitionFixes({ document }: Reporter, header: TomlEntry, earlier: TomlEntry): readonly Fix[] {
  const removal = removePair(document, header.range);
  if (stringOf(header.value) === stringOf(earlier.value)) return [fix(`Remove ${header.name}`, restated(removal))];
  return [
    alternative(`Remove ${header.name}`, removal),
    alternative(`Remove ${earlier.name}`, removePair(document, earlier.range)),
  ];
}

/** `"Monad Pipeline Id:"` was meant as `Monad-Pipeline-Id`. */
function nameFixes(reporter: Reporter, header: TomlEntry, { headers, backend, signal }: HeaderPlace): readonly Fix[] {
  const fixed = header.name
    .replace(/["'“”„‟‘’‚\u200b\ufeff]/g, "")
    .trim()
    .replace(/\s*[:=]+$/, "")
    .replace(/[\s\u00a0]+/g, "-");
  if (!headerNamePattern.test(fixed)) return [];
  const known = backend && headersFor(backend, signal).find((wanted) => isNameOf(wanted, fixed));
  const name = known?.name ?? fixed;
  const same =
    headers &&
    namesIn(headers)
      .get(name.toLowerCase())
      ?.find((other) => other !== header);
  if (same) {
    const title = "Remove it: the header stands here already";
    const removal = removePair(reporter.document, header.range);
    const isSame = stringOf(same.value) === stringOf(header.value);
    return [isSame ? fix(title, restated(removal)) : alternative(title, removal)];
  }
  return [
    fix(
      `Rename to ${name}`,
      header.keys.map(({ range }) => replace(range, quoteKey(name))),
    ),
  ];
}

const lowerCaseNames = new WeakMap<TomlTable, ReadonlyMap<string, readonly TomlEntry[]>>();

/** The headers by their names in lower case. */
function namesIn(headers: TomlTable): ReadonlyMap<string, readonly TomlEntry[]> {
  const known = lowerCaseNames.get(headers);
  if (known) return known;
  const names = new Map<string, TomlEntry[]>();
  for (const header of headers.entries.values()) {
    const lower = header.name.toLowerCase();
    const namesakes = names.get(lower);
    if (namesakes) namesakes.push(header);
    else names.set(lower, [header]);
  }
  lowerCaseNames.set(headers, names);
  return names;
}
