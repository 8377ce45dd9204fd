import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { TextEdit } from "../../text/range.ts";
import { keyOf, tableOf } from "../../toml/access.ts";
import type { TomlEntry } from "../../toml/document.ts";
import { addPair, alternative, fix, quote, quoteKey, replace } from "../../toml/edit/edits.ts";
import type { Backend, BackendHeader } from "../backends/backend.ts";
import { headersFor, isCredentialName, isNameOf } from "../backends/backends.ts";
import { splitScheme, withScheme } from "../fixes/credentialText.ts";
import { isHelped } from "../headersHelper.ts";
import { type Reporter, stringOf } from "../reporter.ts";
import type { HeaderPlace } from "./headerPlace.ts";

/** Compares the headers with those that the backend of the endpoint wants. */
export function checkBackendHeaders(
  reporter: Reporter,
  place: HeaderPlace,
  backend: Backend,
  endpoint: TomlEntry,
  wrong: ReadonlySet<TomlEntry>,
): void {
  const entries = [...(place.headers?.entries.values() ?? [])];
  // What seems to be missing may stand in a statement that is no TOML.
  const complete = reporter.document.errors.length === 0;
  const otel = tableOf(reporter.document.root.entries.get("otel"));
  // What its command prints is not in the file; it is never run here.
  const helped = isHelped(otel, place.variant, reporter.context.codexVersion);
  for (const wanted of headersFor(backend, place.signal)) {
    const found = entries.find(({ name }) => isNameOf(wanted, name));
    if (found && !wrong.has(found)) checkScheme(reporter, found, wanted, backend);
    else if (!found && complete && !helped && wanted.required && !backend.refuses.signals?.includes(place.signal))
      reportMissing(reporter, place, backend, endpoint, wanted, entries);
  }
}

function checkScheme(reporter: Reporter, found: TomlEntry, wanted: BackendHeader, backend: Backend): void {
  const value = stringOf(found.value);
  if (value === undefined || !wanted.credential) return;
  const { range } = found.value;
  const { prefix, otherPrefixes = [] } = wanted;
  if (prefix === "") {
    if (splitScheme(value).scheme === "") return;
    const message = `${backend.label} wants ${wanted.name} to be the bare key, without a scheme, and refuses others.`;
    const fixes = [fix("Write the key alone", replace(range, quote(splitScheme(value).key.trim())))];
    reporter.report("otel/backend-scheme", range, message, fixes);
    return;
  }
  if ([prefix, ...otherPrefixes].some((known) => value.startsWith(known))) return;
  const word = prefix.trim();
  const fixed = withScheme(value, prefix);
  const fixes = fixed === undefined ? [] : [fix(`Write ${word} before the key`, replace(range, quote(fixed)))];
  if ([prefix, ...otherPrefixes].some((known) => value.toLowerCase().startsWith(known.toLowerCase()))) {
    const message = `${backend.label} writes ${word} so. Most receivers don't mind the case, some do.`;
    reporter.report("otel/backend-scheme-case", range, message, fixes);
    return;
  }
  const message = `${backend.label} wants ${wanted.name} to begin with ${quote(prefix)}, and refuses others with 401.`;
  reporter.report("otel/backend-scheme", range, message, fixes);
}

function reportMissing(
  reporter: Reporter,
  place: HeaderPlace,
  backend: Backend,
  endpoint: TomlEntry,
  wanted: BackendHeader,
  entries: readonly TomlEntry[],
): void {
  const others = entries.filter(
    ({ name }) => !headersFor(backend, place.signal).some((known) => isNameOf(known, name)),
  );
  const misspelt = others.find(({ name }) => plain(name) === plain(wanted.name));
  const elsewhere = misspelt ?? (wanted.credential ? others.find(({ name }) => isCredentialName(name)) : undefined);
  if (elsewhere) {
    const message = `${backend.label} wants ${wanted.name}, not ${quoteKey(elsewhere.name)}: without it every export is refused.`;
    reporter.report("otel/backend-header-missing", keyOf(elsewhere), message, renameFixes(elsewhere, wanted));
    return;
  }
  const swallowed = entries
    .map((entry) => takeOut(reporter, place, entry, wanted))
    .find((found) => found !== undefined);
  if (swallowed) {
    const message = `${backend.label} needs the header ${wanted.name}: here it stands inside the value of another.`;
    reporter.report("otel/backend-header-missing", swallowed.entry.value.range, message, [swallowed.fix]);
    return;
  }
  // OTEL_EXPORTER_OTLP_HEADERS may bring it (observed), unless the keys are plainly kept in this file.
  const keysAreHere = entries.some(({ name }) => isCredentialName(name));
  const add = addHeader(reporter, place, `${quoteKey(wanted.name)} = ${quote(wanted.prefix + wanted.placeholder)}`);
  const title = `Add ${wanted.name}`;
  if (keysAreHere) {
    const message = `${backend.label} needs the header ${wanted.name}: without it every export is refused.`;
    reporter.report("otel/backend-header-missing", endpoint.value.range, message, [fix(title, add)]);
  } else {
    const message = `${backend.label} needs the header ${wanted.name}. It is not in this file: without it every export is refused, unless the environment variable OTEL_EXPORTER_OTLP_HEADERS brings it.`;
    reporter.report("otel/backend-header-absent", endpoint.value.range, message, [alternative(title, add)]);
  }
}

/** Dashes, underscores, dots, blanks and case don't count. */
const plain = (name: string) => name.toLowerCase().replace(/[-_.\s]/g, "");

/** The header keeps its key and gets the name, and the scheme, that the backend wants. */
function renameFixes(found: TomlEntry, wanted: BackendHeader): readonly Fix[] {
  const edits: TextEdit[] = found.keys.map(({ range }) => replace(range, quoteKey(wanted.name)));
  const value = stringOf(found.value);
  if (wanted.credential && value !== undefined) {
    const fixed = wanted.prefix === "" ? splitScheme(value).key.trim() : withSchemeOrSame(value, wanted.prefix);
    if (fixed === undefined) return [];
    if (fixed !== value) edits.push(replace(found.value.range, quote(fixed)));
  }
  return [fix(`Rename to ${wanted.name}`, ...edits)];
}

const withSchemeOrSame = (value: string, prefix: string) =>
  value.startsWith(prefix) ? value : withScheme(value, prefix);

/** `Authorization = "ApiKey x, Monad-Pipeline-Id: y"` swallowed the second header. */
function takeOut(reporter: Reporter, place: HeaderPlace, entry: TomlEntry, wanted: BackendHeader) {
  const value = stringOf(entry.value);
  if (value === undefined || value.length > 4096) return undefined;
  const match = /^(.*?)[\s,;]+([A-Za-z0-9_-]+)["']?\s*[:=]\s*["']?([^"',;]*)["']?\s*$/s.exec(value);
  const [, before = "", name = "", inner = ""] = match ?? [];
  if (!match || !isNameOf(wanted, name) || inner.trim() === "") return undefined;
  const add = addHeader(reporter, place, `${quoteKey(wanted.name)} = ${quote(inner.trim())}`);
  const edits = [replace(entry.value.range, quote(before.trim())), add];
  return { entry, fix: fix(`Write ${wanted.name} as a header of its own`, ...edits) };
}

/** Adds a pair to the headers, or headers to the exporter. */
function addHeader(reporter: Reporter, { headers, exporter, path }: HeaderPlace, pair: string): TextEdit {
  return headers
    ? addPair(reporter.document, headers, [...path, "headers"], pair)
    : addPair(reporter.document, exporter, path, `headers = { ${pair} }`);
}
