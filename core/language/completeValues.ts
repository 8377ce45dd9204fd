import { backendOf } from "../backends/backends.ts";
import type { Option } from "../codex/options.ts";
import type { CompletionItem } from "./completionItem.ts";
import type { ValueCursor } from "./cursor.ts";
import { describeOption } from "./describeOption.ts";
import { backendsFor, endpointFor, exporterSnippet, headerValueSnippet, TabStops } from "./exporterForms.ts";
import { isHeaderValue, meaningOf } from "./optionPath.ts";
import { literal } from "./snippetText.ts";
import type { TomlSurface } from "./surface.ts";
import { valueSnippet } from "./valueSnippet.ts";
import { stringAt } from "./written.ts";

/** Values that an option takes. */
export function completeValues(document: TomlSurface, cursor: ValueCursor): CompletionItem[] {
  const { path, inArray, scalar, word } = cursor;
  const meaning = meaningOf(path);
  if (meaning === undefined || inArray) return [];
  const proposals =
    meaning.option === undefined
      ? headerValues(document, path)
      : optionValues(meaning.option, path, stringAt(document, [...path.slice(0, -1), "endpoint"]));
  return proposals.map(({ label, kind, newText, detail, documentation }, index) => ({
    label,
    kind,
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation }),
    range: word,
    newText,
    snippet: true,
    filterText: filterText(label, scalar?.quote ?? ""),
    sortText: String(index).padStart(2, "0"),
  }));
}

/** Editors compare with the text that would be replaced, quotes included. */
function filterText(label: string, quote: string): string {
  const bare = label.replace(/^"|"$/g, "");
  return `${quote}${bare}${quote}`;
}

type Proposal = Pick<CompletionItem, "label" | "kind" | "newText" | "detail" | "documentation">;

const plain = (text: string, documentation?: string): Proposal => ({
  label: text,
  kind: "value",
  newText: literal(text),
  ...(documentation === undefined ? {} : { documentation }),
});

function optionValues(option: Option, path: readonly string[], endpoint: string | undefined): Proposal[] {
  const { type } = option;
  const exporter = path[1] ?? "";
  const documentation = describeOption(option);
  switch (type.kind) {
    case "boolean":
      return [plain("true", documentation), plain("false", documentation)];
    case "word":
      return type.words.map((word) => plain(`"${word}"`, documentation));
    case "unsigned":
      return option.default === undefined ? [] : [plain(option.default, documentation)];
    case "string":
      if (option.name === "endpoint") return endpoints(exporter, path[2] ?? "");
      return option.default === undefined ? [] : [plain(option.default, documentation)];
    case "path":
      return [];
    case "exporter":
      return [...words(option), ...exporterForms(exporter)];
    default: {
      const newText = valueSnippet(option, { exporter, endpoint });
      return [{ label: `{ ${option.name} }`, kind: "snippet", newText, documentation }];
    }
  }
}

/** The variants that may be written as a bare word. Only metrics go to `statsig`. */
function words({ name, type }: Option): Proposal[] {
  if (type.kind !== "exporter") return [];
  return type.variants
    .filter((variant) => variant.type.kind === "table" && variant.type.options.length === 0)
    .filter((variant) => variant.name !== "statsig" || name === "metrics_exporter")
    .map((variant) => plain(`"${variant.name}"`, variant.documentation));
}

function exporterForms(exporter: string): Proposal[] {
  return backendsFor(exporter).map((backend) => ({
    label: `${backend.variant} to ${backend.label}`,
    kind: "snippet",
    newText: exporterSnippet(backend, exporter, new TabStops()),
    documentation: backend.documentation,
  }));
}

function endpoints(exporter: string, variant: string): Proposal[] {
  return backendsFor(exporter)
    .filter((backend) => backend.variant === variant)
    .map((backend) => ({
      ...plain(`"${endpointFor(backend, exporter)}"`, backend.documentation),
      detail: backend.label,
    }));
}

function headerValues(document: TomlSurface, path: readonly string[]): Proposal[] {
  if (!isHeaderValue(path)) return [];
  const endpoint = stringAt(document, [...path.slice(0, -2), "endpoint"]);
  const name = path.at(-1)?.toLowerCase();
  const backend = endpoint === undefined ? undefined : backendOf(endpoint);
  const known = backend?.headers.filter((header) => header.name.toLowerCase() === name) ?? [];
  return known.map((header) => ({
    label: `"${header.prefix}${header.placeholder}"`,
    kind: "value",
    newText: headerValueSnippet(header, new TabStops()),
    documentation: header.documentation,
  }));
}
