import type { CompletionItem } from "../../toml/language/completionItem.ts";
import type { KeyCursor } from "../../toml/language/cursor.ts";
import { literal } from "../../toml/language/snippetText.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { namesBelow, stringAt } from "../../toml/language/writtenNames.ts";
import { backendOf, headersFor, isNameOf } from "../backends/backends.ts";
import { helperOption } from "../headersHelper.ts";
import { exporterSignals, type Option } from "../options.ts";
import { describeOption, typeWords } from "./describeOption.ts";
import { exporterSnippet, formsFor, headerValueSnippet, signalOf, TabStops } from "./exporterForms.ts";
import type { LanguageContext } from "./languageContext.ts";
import { meaningOf, namedOptions, type PathMeaning } from "./optionPath.ts";
import { valueSnippet } from "./valueSnippet.ts";

/** Keys that are still missing, the required ones first, and whole exporters. */
export function completeKeys(
  document: TomlSurface,
  offset: number,
  cursor: KeyCursor,
  context: LanguageContext,
): CompletionItem[] {
  const meaning = meaningOf(cursor.path);
  const written = namesBelow(document, cursor.path, offset);
  const make = itemMaker(document, cursor);
  if (meaning === undefined) return telemetryTables(document, offset, cursor, context, make);
  if (meaning.type.kind === "strings") return headerNames(document, cursor, meaning, written, make);
  if (meaning.type.kind === "exporter" && written.size > 0) return [];
  const isOtel = cursor.path.length === 1 && cursor.path[0] === "otel";
  const http = isOtel ? httpEndpoints(document) : undefined;
  const place = {
    exporter: cursor.path[1] ?? "",
    endpoint: http?.find((one) => one !== undefined) ?? stringAt(document, [...cursor.path, "endpoint"]),
  };
  // Codex never runs the command for gRPC
  const isInVain = ({ name }: Option) => isOtel && http?.length === 0 && name.startsWith(helperOption);
  const missing = namedOptions(meaning.type).filter((option) => !written.has(option.name) && !isInVain(option));
  const keys = missing.map((option, index) =>
    make(
      option.name,
      "option",
      `${option.required === true ? 0 : 1}${String(index).padStart(2, "0")}`,
      literal(option.name),
      valueSnippet(option, place),
      typeWords(option.type),
      describeOption(option),
    ),
  );
  return cursor.path.length === 1 && !cursor.complete ? [...keys, ...exporters(missing, make)] : keys;
}

/** The endpoints of exporters over HTTP, as far as they are written; undefined where the file has no exporter. */
function httpEndpoints(document: TomlSurface): readonly (string | undefined)[] | undefined {
  const written = [...exporterSignals.keys()].flatMap((exporter) =>
    [...namesBelow(document, ["otel", exporter], -1)].map((variant) => ({ exporter, variant })),
  );
  if (written.length === 0) return undefined;
  return written
    .filter(({ variant }) => variant === "otlp-http")
    .map(({ exporter, variant }) => stringAt(document, ["otel", exporter, variant, "endpoint"]));
}

type Make = (
  label: string,
  kind: CompletionItem["kind"],
  sortText: string,
  name: string,
  value: string,
  detail: string,
  documentation: string,
) => CompletionItem;

/** Makes `name = value`, or the name alone where the `=` stands already. */
function itemMaker({ text }: TomlSurface, { word, complete }: KeyCursor): Make {
  const quote = /^["']/.exec(text.slice(word.start, word.end))?.[0] ?? "";
  return (label, kind, sortText, name, value, detail, documentation) => ({
    label,
    kind,
    detail,
    documentation,
    range: word,
    newText: complete ? name : `${name} = ${value}`,
    snippet: true,
    ...(quote === "" ? {} : { filterText: `${quote}${label}${quote}` }),
    sortText,
  });
}

function exporters(missing: readonly Option[], make: Make): CompletionItem[] {
  if (!missing.some(({ name }) => name === "exporter")) return [];
  return formsFor("logs").map((form, index) =>
    make(
      `exporter to ${form.backend.label}`,
      "snippet",
      `2${twoDigits(index)}`,
      "exporter",
      exporterSnippet(form, new TabStops()),
      form.variant,
      form.backend.documentation,
    ),
  );
}

/** `[otel]` with an exporter, where the file has none and a new table may begin. */
function telemetryTables(
  document: TomlSurface,
  offset: number,
  cursor: KeyCursor,
  { layer }: LanguageContext,
  make: Make,
): CompletionItem[] {
  if (layer === "project" || cursor.place !== "line" || cursor.complete) return [];
  if (!beginsLine(document.text, cursor.word.start)) return [];
  if (namesBelow(document, [], offset).has("otel")) return [];
  const lineEnd = document.text.includes("\r\n") ? "\r\n" : "\n";
  return formsFor("logs").map((form, index) => {
    const value = exporterSnippet(form, new TabStops());
    const { label, documentation } = form.backend;
    const sortText = `2${twoDigits(index)}`;
    const item = make(`[otel] to ${label}`, "snippet", sortText, "exporter", value, form.variant, documentation);
    return { ...item, newText: `[otel]${lineEnd}${item.newText}${lineEnd}`, filterText: `otel ${label}` };
  });
}

function beginsLine(text: string, offset: number): boolean {
  let start = offset;
  while (start > 0 && /[ \t\ufeff]/.test(text[start - 1] ?? "")) start--;
  return start === 0 || /[\r\n]/.test(text[start - 1] ?? "");
}

/**
 * The headers that the backend of this exporter knows, the required ones first; without an endpoint those of every
 * backend. HTTP does not mind the case of their names.
 */
function headerNames(
  document: TomlSurface,
  { path }: KeyCursor,
  meaning: PathMeaning,
  written: ReadonlySet<string>,
  make: Make,
): CompletionItem[] {
  if (meaning.option?.name !== "headers") return [];
  const endpoint = stringAt(document, [...path.slice(0, -1), "endpoint"]);
  const signal = signalOf(path[1] ?? "");
  const known =
    endpoint === undefined
      ? formsFor(signal).map(({ backend }) => backend)
      : [backendOf(endpoint)].filter((one) => one !== undefined);
  const items = known.flatMap((backend, rank) =>
    headersFor(backend, signal)
      .filter((header) => ![...written].some((name) => isNameOf(header, name)))
      .map((header, index) =>
        make(
          header.name,
          "header",
          `${header.required ? 0 : 1}${twoDigits(rank)}${index}`,
          header.name,
          headerValueSnippet(header, new TabStops()),
          header.required ? backend.label : `${backend.label}, optional`,
          header.documentation,
        ),
      ),
  );
  const first = new Map<string, CompletionItem>();
  for (const item of items) if (!first.has(item.newText)) first.set(item.newText, item);
  return [...first.values()];
}

const twoDigits = (index: number) => String(index).padStart(2, "0");
