import type { CompletionItem } from "../../toml/language/completionItem.ts";
import type { ValueCursor } from "../../toml/language/cursor.ts";
import { literal, placeholder } from "../../toml/language/snippetText.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { stringAt } from "../../toml/language/writtenNames.ts";
import { backendOf, endpointsOf, headersFor, isNameOf } from "../backends/backends.ts";
import type { Option } from "../options.ts";
import { describeOption } from "./describeOption.ts";
import { exporterSnippet, formsFor, formsOver, headerValueSnippet, signalOf, TabStops } from "./exporterForms.ts";
import { isHeaderValue, meaningOf } from "./optionPath.ts";
import { valueSnippet } from "./valueSnippet.ts";

/** Values that an option takes. */
export function completeValues(document: TomlSurface, cursor: ValueCursor): CompletionItem[] {
  const { path, inArray, scalar, word } = cursor;
  const meaning = meaningOf(path);
  if (meaning === undefined || inArray || scalar?.quote.length === 3) return [];
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
  return formsFor(signalOf(exporter)).map((form) => ({
    label: `${form.variant} to ${form.backend.label}`,
    kind: "snippet",
    newText: exporterSnippet(form, new TabStops()),
    documentation: form.backend.documentation,
  }));
}

/** One endpoint of each backend, then those of their other regions. Receivers on this machine share theirs. */
function endpoints(exporter: string, variant: string): Proposal[] {
  if (variant !== "otlp-grpc" && variant !== "otlp-http") return [];
  const signal = signalOf(exporter);
  const proposals = formsOver(variant, signal).flatMap(({ backend }) =>
    endpointsOf(backend, variant, signal).map((endpoint, index, all) => ({
      index,
      ...plain(`"${endpoint}"`, backend.documentation),
      detail: all.length > 1 ? `${backend.label}, ${backend.regions[index]?.label ?? ""}` : backend.label,
    })),
  );
  return proposals
    .filter(({ label }, at) => proposals.findIndex((other) => other.label === label) === at)
    .sort((left, right) => Math.min(left.index, 1) - Math.min(right.index, 1));
}

/** A value with the scheme that the backend wants; where the endpoint tells of no backend, the schemes that exist. */
function headerValues(document: TomlSurface, path: readonly string[]): Proposal[] {
  if (!isHeaderValue(path)) return [];
  const endpoint = stringAt(document, [...path.slice(0, -2), "endpoint"]);
  const name = path.at(-1) ?? "";
  const signal = signalOf(path[1] ?? "");
  const backend = endpoint === undefined ? undefined : backendOf(endpoint);
  const headers = backend ? headersFor(backend, signal).filter((header) => isNameOf(header, name)) : [];
  if (backend === undefined && name.toLowerCase() === "authorization")
    return ["Bearer", "Basic", "ApiKey"].map((scheme) => ({
      label: `"${scheme} …"`,
      kind: "value",
      newText: `"${scheme} ${placeholder(1, "<your-token>")}"`,
    }));
  return headers.map((header) => ({
    label: `"${header.prefix}${header.placeholder}"`,
    kind: "value",
    newText: headerValueSnippet(header, new TabStops()),
    documentation: header.documentation,
  }));
}
