import { choice, literal, placeholder, plainText } from "../../toml/language/snippetText.ts";
import { backendOf, headersFor, isLocal } from "../backends/backends.ts";
import { helperCommand, helperOption, helperText, keyVariable, secretHeaders } from "../headersHelper.ts";
import type { Option } from "../options.ts";
import {
  exporterSnippet,
  formsFor,
  formsOver,
  headersSnippet,
  signalOf,
  TabStops,
  variantSnippet,
} from "./exporterForms.ts";

export interface ValuePlace {
  /** The key under `[otel]` that leads to the option. */
  readonly exporter: string;
  /** Endpoint of the same exporter, where there is one. */
  readonly endpoint: string | undefined;
}

/** The command for the receiver of the exporters over HTTP; without one it brings the usual header. */
function helperSnippet({ endpoint }: ValuePlace): string {
  const backend = endpoint === undefined ? undefined : backendOf(endpoint);
  const known = backend === undefined ? [] : secretHeaders(backend, "logs");
  const headers = known.length > 0 ? known : [{ name: "Authorization", prefix: "Bearer " }];
  return literal(helperText(helperCommand(headers, keyVariable(backend))));
}

/** A value for an option, ready to be filled in; it is sound in TOML 1.0 as it stands. */
export function valueSnippet(option: Option, { exporter, endpoint }: ValuePlace, stops = new TabStops()): string {
  const { type } = option;
  switch (type.kind) {
    case "boolean":
      return choice(stops.next(), option.default === "true" ? ["true", "false"] : ["false", "true"]);
    case "unsigned":
      return placeholder(stops.next(), option.default ?? String(type.least));
    case "word":
      return `"${choice(stops.next(), type.words)}"`;
    case "path":
      return `"${placeholder(stops.next(), `${option.name}.pem`)}"`;
    case "string":
      if (option.name === helperOption) return helperSnippet({ exporter, endpoint });
      return `"${placeholder(stops.next(), option.default?.replaceAll('"', "") ?? "")}"`;
    case "strings": {
      const backend = option.name === "headers" && endpoint !== undefined ? backendOf(endpoint) : undefined;
      const required = backend ? headersFor(backend, signalOf(exporter)).filter((header) => header.required) : [];
      return headersSnippet(required, stops);
    }
    case "stringTables":
      return `{ ${placeholder(stops.next(), "member")} = ${headersSnippet([], stops)} }`;
    case "exporter": {
      const forms = formsFor(signalOf(option.name)).filter(({ backend }) => isLocal(backend));
      const texts = forms.map((form) => plainText(exporterSnippet(form, new TabStops())));
      return choice(stops.next(), ['"none"', ...texts]);
    }
    case "table": {
      const variant = option.name === "otlp-grpc" || option.name === "otlp-http" ? option.name : undefined;
      const forms = variant === undefined ? [] : formsOver(variant, signalOf(exporter));
      const local = forms.find(({ backend }) => isLocal(backend));
      if (local !== undefined) return variantSnippet(local, stops);
      const [first] = type.options;
      if (first === undefined) return "{}";
      return `{ ${first.name} = ${valueSnippet(first, { exporter, endpoint }, stops)} }`;
    }
  }
}
