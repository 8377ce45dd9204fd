import type { Fix } from "../../diagnostics/diagnostic.ts";
import { nearestName } from "../../diagnostics/nearestName.ts";
import { entryAt, keyOf, textOf } from "../../toml/access.ts";
import type { TomlDocument, TomlEntry, TomlTable, TomlValue } from "../../toml/document.ts";
import { alternative, alternatives, fix, quote, quoteKey, removePair, replace } from "../../toml/edit/edits.ts";
import { firstRequirementsCodexVersion, isBefore } from "../codexVersion.ts";
import { dottedNameFix } from "../fixes/dottedName.ts";
import { misplacedFieldFixes } from "../fixes/misplacedFields.ts";
import { type Option, type OptionType, optionNamed } from "../options.ts";
import { placeOf, type Reporter, stringOf } from "../reporter.ts";
import { checkExporter } from "./exporters.ts";
import { checkHeaderTable } from "./headerTable.ts";
import { positionalTable, withoutFixes } from "./positionalTable.ts";

/**
 * Checks the entries of a table against the options it may hold: types, missing and unknown keys. Of an exporter's unknown
 * keys Codex names at start only one that has the exporter's own name (observed).
 */
export function checkOptions(
  reporter: Reporter,
  table: TomlTable,
  options: readonly Option[],
  path: readonly string[],
  unknown: "otel/unknown-option" | "otel/unknown-field",
): void {
  const place = new UnknownPlace(reporter.document, options, path);
  for (const entry of table.entries.values()) {
    const option = optionNamed(options, entry.name);
    if (option && isBefore(reporter.context.codexVersion, option.since ?? ""))
      reportTooNew(reporter, entry, option, path);
    else if (option) checkValue(reporter, entry, option.type, [...path, entry.name]);
    else reportUnknown(reporter, entry, place, entry.name === path.at(-1) ? "otel/unknown-option" : unknown);
  }
}

/** Where unknown keys are found. What is said of thousands of them there is worked out once. */
class UnknownPlace {
  readonly path: readonly string[];
  /** The path as it is written. */
  readonly written: string;
  readonly #document: TomlDocument;
  readonly #options: readonly Option[];
  #free: readonly string[] | undefined;

  constructor(document: TomlDocument, options: readonly Option[], path: readonly string[]) {
    this.path = path;
    this.written = path.map(quoteKey).join(".");
    this.#document = document;
    this.#options = options;
  }

  /** The options that may be meant: those that are not set here. */
  get free(): readonly string[] {
    this.#free ??= this.#options
      .map(({ name }) => name)
      .filter((name) => !this.path.includes(name) && !entryAt(this.#document.root, [...this.path, name]));
    return this.#free;
  }
}

/**
 * Of requirements.toml Codex takes no key of `[otel]` itself that it does not know, as it does in all other files. What it does
 * not know deeper, it ignores there as well.
 */
const refusesUnknown = ({ context }: Reporter, path: readonly string[]): boolean =>
  context.layer === "requirements" &&
  path.length === 1 &&
  !isBefore(context.codexVersion, firstRequirementsCodexVersion);

/** Codex before the version that brought a key ignores it, whatever its value is. */
function reportTooNew(reporter: Reporter, entry: TomlEntry, { name, since }: Option, path: readonly string[]): void {
  if (refusesUnknown(reporter, path)) {
    const refused = `Codex ${reporter.context.codexVersion} does not start with ${name} in requirements.toml: it came with ${since}.`;
    reporter.report("otel/requirements-unknown", keyOf(entry), refused);
    return;
  }
  const message = `Codex ${reporter.context.codexVersion} ignores ${name}: it came with ${since}.`;
  reporter.report("otel/option-too-new", keyOf(entry), message);
}

function reportUnknown(
  reporter: Reporter,
  entry: TomlEntry,
  place: UnknownPlace,
  code: "otel/unknown-option" | "otel/unknown-field",
): void {
  const key = keyOf(entry);
  const nearest = nearestName(entry.name, place.free, reporter.nameSearch);
  const fixes = () =>
    misplacedFieldFixes(reporter.document, entry, [...place.path, entry.name]) ??
    unknownFixes(reporter, entry, nearest);
  const known = nearest ? ` Did you mean ${nearest}?` : "";
  if (refusesUnknown(reporter, place.path)) {
    const message = `Codex does not start with ${place.written}.${quoteKey(entry.name)} in requirements.toml: it does not know the key.`;
    reporter.report("otel/requirements-unknown", key, message + known, fixes);
    return;
  }
  reporter.report(code, key, `Codex ignores ${place.written}.${quoteKey(entry.name)}.${known}`, fixes);
}

/** A newer Codex may know the key, and what it holds is gone with it: whether to remove it is for the person to say. */
function unknownFixes(reporter: Reporter, entry: TomlEntry, nearest: string | undefined): readonly Fix[] {
  if (nearest)
    return [
      fix(
        `Rename to ${nearest}`,
        entry.keys.map(({ range }) => replace(range, nearest)),
      ),
    ];
  if (entry.value.kind === "table" && entry.value.form !== "inline") return [];
  return [alternative(`Remove ${entry.name}`, removePair(reporter.document, entry.range))];
}

/** Checks one value against the type of its option. */
export function checkValue(reporter: Reporter, entry: TomlEntry, type: OptionType, path: readonly string[]): void {
  const name = path.at(-1) ?? "";
  switch (type.kind) {
    case "boolean":
      if (entry.value.kind !== "boolean")
        wrongType(reporter, entry, `${name} must be true or false.`, booleanFix(entry.value));
      break;
    case "string":
      if (stringOf(entry.value) === undefined)
        wrongType(reporter, entry, `${name} must be a string.`, quoteFix(reporter, entry, name));
      break;
    case "path":
      if (entry.value.kind !== "string")
        wrongType(reporter, entry, `${name} must be the path of a file, as a string.`, []);
      break;
    case "unsigned":
      checkUnsigned(reporter, entry, name, type);
      break;
    case "word":
      break;
    case "strings":
      if (name === "headers") checkHeaderTable(reporter, entry, path);
      else checkStrings(reporter, entry, path);
      break;
    case "stringTables":
      checkStringTables(reporter, entry, path);
      break;
    case "table": {
      const table = positionalTable(entry.value, type.positional);
      if (entry.value.kind === "table") checkOptions(reporter, entry.value, type.options, path, unknownIn(path));
      else if (table)
        withoutFixes(reporter, (inner) => checkOptions(inner, table, type.options, path, unknownIn(path)));
      else wrongType(reporter, entry, `${name} must be a table.`, tableFix(reporter, entry, type.options));
      break;
    }
    case "exporter":
      checkExporter(reporter, entry, type.variants, path, checkOptions);
      break;
  }
}

/** Codex lists unknown keys of `[otel]` at start; those inside of an exporter it drops silently (observed). */
function unknownIn(path: readonly string[]): "otel/unknown-option" | "otel/unknown-field" {
  return path.some((name) => name.endsWith("exporter")) ? "otel/unknown-field" : "otel/unknown-option";
}

function wrongType(reporter: Reporter, entry: TomlEntry, message: string, fixes: readonly Fix[]): void {
  reporter.report("otel/wrong-type", placeOf(entry), `${message} Codex does not start with this value.`, fixes);
}

function booleanFix(value: TomlValue): readonly Fix[] {
  const text = textOf(value) ?? "";
  if (/^(true|false)$/i.test(text)) return [fix("Remove the quotes", replace(value.range, text.toLowerCase()))];
  if (/^(yes|no|on|off)$/i.test(text)) {
    const word = String(/^(yes|on)$/i.test(text));
    return [fix(`Write ${word}`, replace(value.range, word))];
  }
  if (value.kind === "integer" && (value.value === 0n || value.value === 1n))
    return [fix(`Write ${value.value === 1n}`, replace(value.range, String(value.value === 1n)))];
  return alternatives(value, ["true", "false"]);
}

function quoteFix(reporter: Reporter, { value }: TomlEntry, name: string): readonly Fix[] {
  if (name === "endpoint" && value.kind === "integer") {
    const endpoint = `http://127.0.0.1:${value.value}`;
    return [fix(`Write ${endpoint}`, replace(value.range, quote(endpoint)))];
  }
  if (value.kind === "integer" || value.kind === "float" || value.kind === "boolean")
    return [fix("Put it in quotes", replace(value.range, quote(reporter.text(value.range))))];
  return [];
}

function tableFix(reporter: Reporter, entry: TomlEntry, options: readonly Option[]): readonly Fix[] {
  const [only] = options;
  const { value } = entry;
  if (only && options.length === 1 && value.kind === "integer")
    return [
      fix(`Write { ${only.name} = … }`, replace(value.range, `{ ${only.name} = ${reporter.text(value.range)} }`)),
    ];
  if (value.kind === "boolean")
    return [alternative(`Remove ${entry.name}`, removePair(reporter.document, entry.range))];
  return [];
}

const largest = 9223372036854775807n;

type Unsigned = Extract<OptionType, { kind: "unsigned" }>;

function checkUnsigned(reporter: Reporter, entry: TomlEntry, name: string, { least, unit }: Unsigned): void {
  const { value } = entry;
  if (value.kind === "integer" && typeof value.value === "bigint") {
    if (value.value >= least && value.value <= largest) return;
    const fixes =
      value.value < least
        ? [
            alternative(`Remove ${name}, so that its default holds`, removePair(reporter.document, entry.range)),
            alternative(`Write ${least}`, replace(value.range, String(least))),
          ]
        : [fix("Write the largest number", replace(value.range, largest.toString()))];
    const message = `${name} must be a number from ${least} to ${largest}. Codex does not start with this value.`;
    reporter.report("otel/number-out-of-range", value.range, message, fixes);
    return;
  }
  const fixes = unit === "bytes" ? bytesFix(value) : millisecondsFix(value);
  wrongType(reporter, entry, `${name} must be a whole number of ${unit}, without quotes or unit.`, fixes);
}

function millisecondsFix(value: TomlValue): readonly Fix[] {
  const match = /^\s*([1-9]\d{0,8})\s*(ms|s|m)?\s*$/.exec(textOf(value) ?? "");
  if (!match) return [];
  const milliseconds = String(Number(match[1]) * (match[2] === "s" ? 1000 : match[2] === "m" ? 60_000 : 1));
  return [fix(`Write ${milliseconds}`, replace(value.range, milliseconds))];
}

function bytesFix(value: TomlValue): readonly Fix[] {
  const match = /^\s*(\d{1,9})\s*([kKmM]?)(?:i?[bB])?\s*$/.exec(textOf(value) ?? "");
  if (!match) return alternatives(value, ["2048"]);
  const unit = { k: 1024, m: 1024 * 1024 }[match[2]?.toLowerCase() ?? ""] ?? 1;
  const bytes = String(Number(match[1]) * unit);
  return [fix(`Write ${bytes}`, replace(value.range, bytes))];
}

function checkStrings(reporter: Reporter, entry: TomlEntry, path: readonly string[]): void {
  if (entry.value.kind !== "table") {
    wrongType(reporter, entry, `${path.slice(1).join(".")} must be a table of strings.`, memberFix(entry.value));
    return;
  }
  for (const item of entry.value.entries.values()) {
    if (stringOf(item.value) !== undefined) continue;
    const fixes = item.value.kind === "table" ? dottedNameFix(item) : quoteFix(reporter, item, "");
    wrongType(reporter, item, `${quoteKey(item.name)} must be a string.`, fixes);
  }
}

/** `k:v` in place of a table of fields. */
function memberFix(value: TomlValue): readonly Fix[] {
  const match = /^([^:;=,]+)[:=](.*)$/.exec(textOf(value) ?? "");
  if (!match?.[1] || match[2] === undefined) return [];
  return [fix("Write it as a table", replace(value.range, `{ ${quoteKey(match[1])} = ${quote(match[2])} }`))];
}

function checkStringTables(reporter: Reporter, entry: TomlEntry, path: readonly string[]): void {
  if (entry.value.kind !== "table") {
    const match = /^([^=,]+)=([^:;=,]+):([^,;]*)$/.exec(textOf(entry.value) ?? "");
    const [, member = "", field = "", text = ""] = match ?? [];
    const fixes = match
      ? [
          fix(
            "Write it as tables",
            replace(entry.value.range, `{ ${quoteKey(member)} = { ${quoteKey(field)} = ${quote(text)} } }`),
          ),
        ]
      : [];
    wrongType(reporter, entry, `${path.at(-1)} must be a table of tables.`, fixes);
    return;
  }
  for (const member of entry.value.entries.values()) checkStrings(reporter, member, [...path, member.name]);
}
