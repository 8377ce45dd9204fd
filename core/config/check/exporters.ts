import type { Fix, FixEdit } from "../../diagnostics/diagnostic.ts";
import { restated } from "../../diagnostics/keeping.ts";
import { nearestName } from "../../diagnostics/nearestName.ts";
import type { OffsetRange } from "../../text/range.ts";
import { elementsIn, keyOf, startsWith, tableOf, textOf } from "../../toml/access.ts";
import type { TomlEntry, TomlTable, TomlValue } from "../../toml/document.ts";
import {
  addPair,
  alternative,
  alternatives,
  fix,
  quote,
  removePair,
  replace,
  statementAt,
  wholeLines,
} from "../../toml/edit/edits.ts";
import type { Signal } from "../backends/backend.ts";
import { isBefore } from "../codexVersion.ts";
import { backendTables } from "../fixes/backendTables.ts";
import { amongHeadersFixes, besideVariantFixes } from "../fixes/misplacedFields.ts";
import { exporterSignals, headersOption, type Option, optionNamed } from "../options.ts";
import { placeOf, type Reporter, stringOf } from "../reporter.ts";
import { checkEndpoint } from "./endpoints.ts";
import { checkHeaders } from "./headers.ts";
import { givenElsewhere } from "./layers.ts";
import { positionalTable, withoutFixes } from "./positionalTable.ts";
import { checkTls } from "./tls.ts";

const variantNames: ReadonlySet<string> = new Set(["none", "statsig", "otlp-http", "otlp-grpc"]);
const words = "none, statsig, otlp-http or otlp-grpc";

/** Tables that send to a receiver on this machine, for fixes that have nothing else to go by. */
function localTable(variant: string, signal: string): string {
  return variant === "otlp-http"
    ? `{ otlp-http = { endpoint = "http://127.0.0.1:4318/v1/${signal}", protocol = "binary" } }`
    : '{ otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }';
}

/** Checks the keys of a table and their types against the options that it may hold. */
type OptionsCheck = (
  reporter: Reporter,
  table: TomlTable,
  options: readonly Option[],
  path: readonly string[],
  unknown: "otel/unknown-field",
) => void;

/** Checks `exporter`, `trace_exporter` or `metrics_exporter`; the options of its table by `checkOptions`. */
export function checkExporter(
  reporter: Reporter,
  entry: TomlEntry,
  all: readonly Option[],
  path: readonly string[],
  checkOptions: OptionsCheck,
): void {
  const signal = exporterSignals.get(entry.name) ?? "logs";
  const { value } = entry;
  const variants = all.filter(({ since = "" }) => !isBefore(reporter.context.codexVersion, since));
  if (value.kind === "string") {
    if (!isExtendedBelow(reporter, path)) checkWord(reporter, value, variants, signal);
  } else if (value.kind === "table") checkVariantTable(reporter, entry, value, variants, path, signal, checkOptions);
  else {
    const message = `${entry.name} must be ${words}. Codex does not start with this value.`;
    reporter.report("otel/wrong-type", placeOf(entry), message, exporterTypeFix(reporter, value, signal));
  }
}

/** A word above a table of the same exporter: the table is what was meant, and is reported as the repetition it is. */
function isExtendedBelow({ document }: Reporter, path: readonly string[]): boolean {
  return document.errors.some(({ statement }) => {
    const header = document.statementStartingAt(statement.start);
    return header?.kind === "header" && startsWith(header.table, path);
  });
}

function exporterTypeFix(reporter: Reporter, value: TomlValue, signal: string): readonly Fix[] {
  const [only] = elementsIn(value);
  if (value.kind === "array" && only && value.elements.length === 1 && !value.ofTables)
    return [fix("Remove the brackets", replace(value.range, reporter.text(only.range)))];
  if (value.kind === "boolean" && value.value === false) return [fix('Write "none"', replace(value.range, '"none"'))];
  return alternatives(value, ['"none"', localTable("otlp-grpc", signal), localTable("otlp-http", signal)]);
}

function checkWord(reporter: Reporter, value: TomlValue, variants: readonly Option[], signal: Signal): void {
  const word = stringOf(value) ?? "";
  const variant = optionNamed(variants, word);
  if (variant?.type.kind === "table" && variant.type.options.length === 0) return;
  if (variant) {
    const fixes = [fix(`Write ${word} as a table with an endpoint`, replace(value.range, localTable(word, signal)))];
    const message = `${word} needs a table with an endpoint. Codex does not start with the bare word.`;
    reporter.report("otel/exporter-needs-table", value.range, message, fixes);
    return;
  }
  const message = `Codex knows no exporter ${JSON.stringify(word)}: it must be ${words}. Codex does not start.`;
  reporter.report("otel/exporter-unknown", value.range, message, wordFixes(word, value, variants, signal));
}

function wordFixes(word: string, value: TomlValue, variants: readonly Option[], signal: Signal): readonly Fix[] {
  const nearest = nearestName(
    word,
    variants.map(({ name }) => name),
  );
  if (nearest === "none" || nearest === "statsig")
    return [fix(`Write "${nearest}"`, replace(value.range, `"${nearest}"`))];
  const tables = ["otlp-grpc", "otlp-http"].map((variant) => ({
    variant,
    edit: replace(value.range, localTable(variant, signal)),
  }));
  // a word that is none of them says nothing of where to send to
  const offered = tables.map(({ variant, edit }) => {
    const title = `Write an ${variant} table`;
    return variant === nearest ? fix(title, restated(edit)) : alternative(title, edit);
  });
  const wantsHttp = nearest === "otlp-http" || /http/i.test(word);
  return [...backendTables(word, value, signal), ...(wantsHttp ? offered.reverse() : offered)];
}

function checkVariantTable(
  reporter: Reporter,
  entry: TomlEntry,
  table: TomlTable,
  variants: readonly Option[],
  path: readonly string[],
  signal: string,
  checkOptions: OptionsCheck,
): void {
  const entries = [...table.entries.values()];
  const [only] = entries;
  if (!only || entries.length > 1) {
    const found = only ? `${entries.length} are set` : "none is set";
    const message = `${entry.name} must hold exactly one of ${words}, but ${found}. Codex does not start.`;
    const moved = besideVariantFixes(reporter.document, table, path);
    const fixes = moved.length > 0 ? moved : notOneFixes(reporter, entry, table, signal);
    reporter.report("otel/exporter-not-one", placeOf(entry), message, fixes);
    return;
  }
  const variant = optionNamed(variants, only.name);
  if (!variant) {
    const nearest = nearestName(
      only.name,
      variants.map(({ name }) => name),
    );
    const fixes = nearest
      ? [fix(`Rename to ${nearest}`, ...only.keys.map(({ range }) => replace(range, nearest)))]
      : variantFixes(only);
    const message = `Codex knows no exporter ${JSON.stringify(only.name)}: it must be ${words}. Codex does not start.`;
    const place = table.form === "inline" ? table.range : keyOf(entry);
    reporter.report("otel/exporter-unknown", { start: place.start, end: keyOf(only).end }, message, fixes);
    return;
  }
  if (variant.type.kind === "table") checkVariant(reporter, only, variant, [...path, only.name], signal, checkOptions);
}

/** A table with an endpoint is an exporter whatever its name; with a protocol it is one over HTTP. */
function variantFixes(only: TomlEntry): readonly Fix[] {
  const fields = tableOf(only)?.entries;
  if (!fields?.has("endpoint")) return [];
  const name = fields.has("protocol") ? "otlp-http" : "otlp-grpc";
  return [fix(`Rename to ${name}`, ...only.keys.map(({ range }) => replace(range, name)))];
}

function notOneFixes(reporter: Reporter, entry: TomlEntry, table: TomlTable, signal: string): readonly Fix[] {
  const entries = [...table.entries.values()];
  if (entries.length === 0)
    return table.form === "inline"
      ? [
          fix('Write "none"', replace(table.range, '"none"')),
          alternative("Write an otlp-grpc table", replace(table.range, localTable("otlp-grpc", signal))),
        ]
      : [];
  if (table.entries.has("endpoint")) return missingLevelFix(reporter, entry, table);
  const known = entries.filter(({ name }) => variantNames.has(name));
  return known.map((kept) => {
    const others = entries.filter((other) => other !== kept);
    const edits = others.map((other) =>
      other.value.kind === "table" && other.value.form === "header"
        ? replace(wholeLines(reporter.document.text, other.value.range), "")
        : removePair(reporter.document, other.range),
    );
    return alternative(`Keep ${kept.name} only`, ...edits);
  });
}

/** `endpoint` stands directly in `[otel.exporter]`: the level that names the exporter was forgotten. */
function missingLevelFix(reporter: Reporter, entry: TomlEntry, table: TomlTable): readonly Fix[] {
  const protocol = table.entries.get("protocol");
  const word = stringOf(protocol?.value) ?? "grpc";
  const http = /http|binary|json|proto/i.test(word);
  const variant = http ? "otlp-http" : "otlp-grpc";
  if ([...table.entries.keys()].some((name) => variantNames.has(name))) return [];
  const protocolEdits =
    protocol === undefined
      ? []
      : http
        ? [replace(protocol.value.range, /json/i.test(word) ? '"json"' : '"binary"')]
        : [withoutProtocol(reporter, protocol, word)];
  const title = `Move it into ${variant}`;
  if (table.form === "inline") {
    const inner = reporter.text(table.range);
    if (protocolEdits.length > 0) return [];
    return [fix(title, replace(table.range, `{ ${variant} = ${inner} }`))];
  }
  if (table.form !== "header") return [];
  const names = entry.keys.map(({ range }) => replace(range, `${reporter.text(range)}.${variant}`));
  return [fix(title, ...names, ...protocolEdits)];
}

/** gRPC has no protocol to choose: `protocol = "grpc"` is said by the name `otlp-grpc`, other words by nothing. */
function withoutProtocol(reporter: Reporter, protocol: TomlEntry, word: string): FixEdit {
  const removal = removePair(reporter.document, protocol.range);
  return /^\W*(?:otlp\W*)?grpc\W*$/i.test(word) ? restated(removal) : removal;
}

/** A word without fields may be written as a table or an array that holds nothing (observed). */
function isEmpty(value: TomlValue): boolean {
  return value.kind === "table" ? value.entries.size === 0 : value.kind === "array" && value.elements.length === 0;
}

function reportNotEmpty(reporter: Reporter, entry: TomlEntry): void {
  const { name, value } = entry;
  const inline = value.kind === "table" ? value.form === "inline" : value.kind !== "array" || !value.ofTables;
  const fixes = inline ? [fix("Write {}", replace(value.range, "{}"))] : [];
  const message = `${name} holds nothing: write it as {} or as the bare word. Codex does not start with this value.`;
  reporter.report("otel/wrong-type", placeOf(entry), message, fixes);
}

function checkVariant(
  reporter: Reporter,
  entry: TomlEntry,
  variant: Option,
  path: readonly string[],
  signal: string,
  checkOptions: OptionsCheck,
): void {
  const { value } = entry;
  if (variant.type.kind !== "table") return;
  if (variant.type.options.length === 0) {
    if (!isEmpty(value)) reportNotEmpty(reporter, entry);
    return;
  }
  const positional = positionalTable(value, variant.type.positional);
  if (positional) {
    withoutFixes(reporter, (inner) => checkFields(inner, entry, positional, variant, path, signal, checkOptions));
    return;
  }
  if (value.kind !== "table") {
    const header =
      value.kind === "array" && value.ofTables ? statementAt(reporter.document, keyOf(entry).start) : undefined;
    const fixes = header
      ? [
          fix(
            "Write single brackets",
            replace(header.range, reporter.text(header.range).replace("[[", "[").replace("]]", "]")),
          ),
        ]
      : [];
    const place = header?.range ?? placeOf(entry);
    reporter.report(
      "otel/wrong-type",
      place,
      `${entry.name} must be a table. Codex does not start with this value.`,
      fixes,
    );
    return;
  }
  checkFields(reporter, entry, value, variant, path, signal, checkOptions);
}

function checkFields(
  reporter: Reporter,
  entry: TomlEntry,
  value: TomlTable,
  variant: Option,
  path: readonly string[],
  signal: string,
  checkOptions: OptionsCheck,
): void {
  if (variant.type.kind !== "table") return;
  checkOptions(reporter, value, variant.type.options, path, "otel/unknown-field");
  checkRequired(reporter, entry, value, variant.name, path, signal);
  if (variant.name === "otlp-http") checkProtocol(reporter, entry, value);
  checkEndpoint(reporter, value, variant.name, signal);
  checkHeaders(reporter, value, variant.name, path);
  checkTls(reporter, value, variant.name);
}

function checkRequired(
  reporter: Reporter,
  entry: TomlEntry,
  table: TomlTable,
  variant: string,
  path: readonly string[],
  signal: string,
): void {
  const place = table.form === "inline" ? table.range : keyOf(entry);
  const grpc = variant === "otlp-grpc";
  if (!table.entries.has("endpoint") && !givenElsewhere(reporter, [...path, "endpoint"])) {
    const pair = `endpoint = "${grpc ? "http://127.0.0.1:4317" : `http://127.0.0.1:4318/v1/${signal}`}"`;
    const moved = amongHeadersFixes(reporter.document, table, path, ["endpoint"]);
    const fixes = moved.length > 0 ? moved : [fix(`Add ${pair}`, addPair(reporter.document, table, path, pair))];
    reporter.report(
      "otel/endpoint-missing",
      place,
      `${variant} needs an endpoint. Codex does not start without it.`,
      fixes,
    );
  }
  checkHeadersGiven(reporter, table, place, path);
  if (!grpc && !table.entries.has("protocol") && !givenElsewhere(reporter, [...path, "protocol"])) {
    const moved = amongHeadersFixes(reporter.document, table, path, ["protocol"]);
    const added = ["binary", "json"].map((word, index) => {
      const pair = `protocol = "${word}"`;
      return (index === 0 ? fix : alternative)(`Add ${pair}`, addPair(reporter.document, table, path, pair));
    });
    const message = 'otlp-http needs protocol = "binary" or "json". Codex does not start without it.';
    reporter.report("otel/protocol-missing", place, message, moved.length > 0 ? moved : added);
  }
}

/** Older versions of Codex want headers also where there is nothing to say in them. */
function checkHeadersGiven(reporter: Reporter, table: TomlTable, place: OffsetRange, path: readonly string[]): void {
  const { codexVersion } = reporter.context;
  if (table.entries.has("headers") || !isBefore(codexVersion, headersOption.requiredBefore ?? "")) return;
  const fixes = [fix("Add headers = {}", addPair(reporter.document, table, path, "headers = {}"))];
  const message = `Codex ${codexVersion} does not start without headers; ${headersOption.requiredBefore} and newer do.`;
  reporter.report("otel/headers-missing", place, message, fixes);
}

function checkProtocol(reporter: Reporter, exporter: TomlEntry, table: TomlTable): void {
  const protocol = table.entries.get("protocol");
  if (!protocol) return;
  const { value } = protocol;
  const only = tableOf(protocol);
  const [named] = only?.entries.size === 1 ? only.entries.values() : [];
  if (named && (named.name === "binary" || named.name === "json")) {
    if (!isEmpty(named.value)) reportNotEmpty(reporter, named);
    return;
  }
  const word = textOf(value);
  if (word === "binary" || word === "json") return;
  const message = `protocol must be "binary" (protobuf) or "json". Codex does not start with this value.`;
  reporter.report(
    "otel/protocol-unknown",
    placeOf(protocol),
    message,
    protocolFixes(reporter, exporter, protocol, word),
  );
}

function protocolFixes(
  reporter: Reporter,
  exporter: TomlEntry,
  protocol: TomlEntry,
  word: string | undefined,
): readonly Fix[] {
  if (word === undefined) return alternatives(protocol.value, ['"binary"', '"json"']);
  if (/grpc/i.test(word))
    return [
      fix(
        "Use otlp-grpc instead",
        ...exporter.keys.map(({ range }) => replace(range, "otlp-grpc")),
        withoutProtocol(reporter, protocol, word),
      ),
    ];
  const json = /json/i.test(word);
  // of any other word nobody knows which one was meant
  const isKnown = json || /proto|http|binary/i.test(word) || nearestName(word, ["binary", "json"]) !== undefined;
  return [json ? "json" : "binary", json ? "binary" : "json"].map((wanted, index) =>
    (index === 0 && isKnown ? fix : alternative)(
      `Write ${quote(wanted)}`,
      replace(protocol.value.range, quote(wanted)),
    ),
  );
}
