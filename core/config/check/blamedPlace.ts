import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { OffsetRange } from "../../text/range.ts";
import { entriesIn, keyOf } from "../../toml/access.ts";
import type { TomlEntry, TomlTable } from "../../toml/document.ts";
import { type Option, type OptionType, optionNamed, otelOptions } from "../options.ts";
import { placeOf, type Reporter } from "../reporter.ts";

interface Blamed {
  readonly range: OffsetRange;
  readonly reason: string;
}

/**
 * When a value keeps Codex from starting, it reads the file a second time to find the place, and more strictly: what it
 * ignores or accepts at other times, if it stands before the mistake, is then named in its place (observed).
 * Says so there, for whoever comes with Codex's message.
 */
export function reportBlamedPlace(reporter: Reporter, otel: TomlTable): void {
  const { document, diagnostics } = reporter;
  if (document.errors.length > 0) return;
  const mistakes = diagnostics.filter(({ verdict }) => verdict === "fatal");
  if (mistakes.length === 0) return;
  const first = least(mistakes.map(({ range }) => range.start));
  const noticed = least(mistakes.map((mistake) => noticedAt(mistake, otel)));
  const blamed = blamedIn(otel, otelOptions).find(({ range }) => range.start <= noticed);
  if (blamed === undefined || diagnostics.some(({ verdict, range }) => verdict === "fatal" && isOnLine(blamed, range)))
    return;
  const line = document.lines.positionAt(first).line + 1;
  const message = `Codex does not start and names this place, because ${blamed.reason}. What has to be fixed stands in line ${line}.`;
  reporter.report("otel/place-blamed", blamed.range, message);

  function isOnLine(one: Blamed, other: OffsetRange): boolean {
    const lineOf = (offset: number) => document.lines.positionAt(offset).line;
    return lineOf(other.start) <= lineOf(one.range.start) && lineOf(one.range.start) <= lineOf(other.end);
  }
}

/** A missing key is noticed at the end of its table. */
function noticedAt({ code, range }: Diagnostic, otel: TomlTable): number {
  if (code !== "otel/endpoint-missing" && code !== "otel/protocol-missing") return range.start;
  const exporters = [...otel.entries.values()].flatMap(({ value }) => entriesIn(value));
  const holder = exporters.find(({ keys, value }) => {
    return value.range.start === range.start || keys.some((key) => key.range.start === range.start);
  });
  return Math.max(range.start, ...endsIn(holder));
}

function endsIn(entry: TomlEntry | undefined): readonly number[] {
  if (entry === undefined) return [];
  const inner = entriesIn(entry.value);
  return [entry.range.end, ...inner.flatMap(endsIn)];
}

/** In the order in which Codex reads them. */
function blamedIn(table: TomlTable, options: readonly Option[]): readonly Blamed[] {
  return [...table.entries.values()].flatMap((entry) => {
    const option = optionNamed(options, entry.name);
    return option ? blamedAt(entry, option.type) : [];
  });
}

function blamedAt(entry: TomlEntry, type: OptionType): readonly Blamed[] {
  const { value } = entry;
  if (type.kind === "string" && value.kind === "datetime")
    return [{ range: value.range, reason: "it takes this date or time for a table here" }];
  if (value.kind !== "table") return [];
  switch (type.kind) {
    case "strings":
      return [...value.entries.values()].flatMap((item) => blamedAt(item, { kind: "string" }));
    case "stringTables":
      return [...value.entries.values()].flatMap((item) => blamedAt(item, { kind: "strings" }));
    case "table":
      return blamedIn(value, type.options);
    case "exporter":
      return [...value.entries.values()].flatMap((variant) => blamedInVariant(variant, type.variants));
    default:
      return [];
  }
}

function blamedInVariant(variant: TomlEntry, variants: readonly Option[]): readonly Blamed[] {
  const type = optionNamed(variants, variant.name)?.type;
  if (type?.kind !== "table" || type.options.length === 0 || variant.value.kind !== "table") return [];
  const unknown = [...variant.value.entries.values()].find(({ name }) => !optionNamed(type.options, name));
  const inside = blamedIn(variant.value, type.options);
  if (unknown === undefined) return inside;
  const place = variant.value.form === "inline" ? keyOf(variant) : placeOf(variant);
  return [{ range: place, reason: `it does not know the key ${JSON.stringify(unknown.name)} in it` }, ...inside];
}

const least = (numbers: readonly number[]) =>
  numbers.reduce((smallest, one) => Math.min(smallest, one), Number.POSITIVE_INFINITY);
