import type { Fix } from "../../diagnostics/diagnostic.ts";
import { entryAt, tableAt } from "../../toml/access.ts";
import type { TomlDocument, TomlEntry, TomlTable } from "../../toml/document.ts";
import { alternative, fix, insert, quoteKey, replace } from "../../toml/edit/edits.ts";
import { moveField, moveUp, type TablePlace } from "../../toml/edit/moveFields.ts";
import { backends, isCredentialName, isNameOf } from "../backends/backends.ts";
import { exporterSignals } from "../options.ts";

const variants: ReadonlySet<string> = new Set(["otlp-http", "otlp-grpc"]);

/** The fields of an exporter that stand in its variant's table, and nowhere else. */
const fields: ReadonlySet<string> = new Set(["headers", "endpoint", "protocol", "tls"]);

/** What other programs call `headers`: the Collector, gRPC, the OpenTelemetry SDKs. */
const headerWords: ReadonlySet<string> = new Set([
  "header",
  "headers",
  "metadata",
  "httpheaders",
  "otlpheaders",
  "customheaders",
  "extraheaders",
  "requestheaders",
  "exporterheaders",
  "otelexporterotlpheaders",
  "otelexporterotlplogsheaders",
  "otelexporterotlptracesheaders",
  "otelexporterotlpmetricsheaders",
]);

/** `headers` for what people write in its place; undefined for other names. */
function headersWord(name: string): "headers" | undefined {
  return headerWords.has(name.toLowerCase().replace(/[-_\s]/g, "")) ? "headers" : undefined;
}

const fieldOf = (name: string) => (fields.has(name) ? name : headersWord(name));

/** The exporters that send somewhere, with the tables that hold their fields. */
function exportersOf(document: TomlDocument): readonly TablePlace[] {
  return [...exporterSignals.keys()].flatMap((exporter) => {
    const forms = tableAt(document.root, ["otel", exporter])?.entries;
    const written = [...variants].flatMap((name) => forms?.get(name) ?? []);
    written.sort((one, other) => one.range.start - other.range.start);
    return written.flatMap(({ name, value: table }) =>
      table.kind === "table" ? [{ path: ["otel", exporter, name], table }] : [],
    );
  });
}

/**
 * Fixes for a key that Codex does not know at its place: another word for `headers`, a field of an exporter that stands
 * one or two tables too high, a header that stands directly in the exporter. `path` is that of the key. Undefined for keys
 * that are nothing of this; none where the fix would lose something.
 */
export function misplacedFieldFixes(
  document: TomlDocument,
  entry: TomlEntry,
  path: readonly string[],
): readonly Fix[] | undefined {
  const parent = path.slice(0, -1);
  if (parent.length === 3 && variants.has(parent[2] ?? "")) return inExporter(document, entry, path);
  const name = fieldOf(entry.name);
  if (name === undefined || parent.length > 2) return undefined;
  const targets = exportersOf(document).filter(({ path: target }) => parent.every((part, at) => target[at] === part));
  const fixes = targets.flatMap((into) => {
    const edits = moveField(document, entry, path, into, name);
    return edits ? [{ into, edits }] : [];
  });
  const make = targets.length === 1 ? fix : alternative;
  return fixes.map(({ into, edits }) => make(`Move it into ${into.path.join(".")}`, ...edits));
}

function inExporter(document: TomlDocument, entry: TomlEntry, path: readonly string[]): readonly Fix[] | undefined {
  const parent = path.slice(0, -1);
  const table = entryAt(document.root, parent)?.value;
  if (table?.kind !== "table") return undefined;
  const place = { path: parent, table };
  if (headersWord(entry.name)) {
    if (!table.entries.has("headers"))
      return [fix("Rename to headers", ...entry.keys.map(({ range }) => replace(range, "headers")))];
    const edits = moveField(document, entry, path, place, "headers");
    return edits ? [fix("Move it to the other headers", ...edits)] : [];
  }
  if (!isHeaderName(entry.name) || entry.value.kind === "table") return undefined;
  return intoHeaders(document, entry, path, place);
}

/** True for names that are plainly those of headers: of a known backend, of keys, or with the old `x-`. */
export function isHeaderName(name: string): boolean {
  if (isCredentialName(name) || /^x-/i.test(name)) return true;
  return backends.some(({ headers }) => headers.some((header) => isNameOf(header, name)));
}

/** `Authorization = …` beside `endpoint`: it becomes `headers.Authorization`, or joins the headers that are there. */
function intoHeaders(
  document: TomlDocument,
  entry: TomlEntry,
  path: readonly string[],
  { table, path: parent }: TablePlace,
): readonly Fix[] {
  const title = `Move ${quoteKey(entry.name)} into headers`;
  const existing = table.entries.get("headers")?.value;
  const [key] = entry.keys;
  if (!key) return [];
  if (existing === undefined || (existing.kind === "table" && existing.form === "dotted"))
    return [fix(title, insert(key.range.start, "headers."))];
  if (existing.kind !== "table") return [];
  const into = { path: [...parent, "headers"], table: existing };
  const edits = moveField(document, entry, path, into, document.text.slice(key.range.start, key.range.end));
  return edits ? [fix(title, ...edits)] : [];
}

/**
 * Fixes for an exporter that holds fields beside its variant, which Codex takes for a second exporter; none where
 * something else is wrong with it.
 */
export function besideVariantFixes(
  document: TomlDocument,
  exporter: TomlTable,
  path: readonly string[],
): readonly Fix[] {
  const entries = [...exporter.entries.values()];
  const strays = entries.filter(({ name }) => fieldOf(name) !== undefined);
  const rest = entries.filter(({ name }) => fieldOf(name) === undefined);
  const [variant] = rest;
  if (strays.length === 0 || rest.length !== 1 || variant?.value.kind !== "table" || !variants.has(variant.name))
    return [];
  const into = { path: [...path, variant.name], table: variant.value };
  const edits = strays.map((entry) =>
    moveField(document, entry, [...path, entry.name], into, fieldOf(entry.name) ?? entry.name),
  );
  const sound = edits.filter((one) => one !== undefined);
  if (sound.length < strays.length) return [];
  const names = strays.map(({ name }) => name).join(" and ");
  return [fix(`Move ${names} into ${variant.name}`, ...sound.flat())];
}

/** Fields of the exporter that stand among its headers, where Codex takes them for headers. */
export function amongHeadersFixes(
  document: TomlDocument,
  exporter: TomlTable,
  path: readonly string[],
  names: readonly string[],
): readonly Fix[] {
  const headers = exporter.entries.get("headers")?.value;
  if (headers?.kind !== "table") return [];
  return names.flatMap((name) => {
    const entry = headers.entries.get(name);
    const edits = entry && moveUp(document, entry, [...path, "headers", name], { path, table: exporter });
    const title = name === "headers" ? "Move them one table up" : `Move ${name} out of the headers`;
    return edits ? [fix(title, ...edits)] : [];
  });
}
