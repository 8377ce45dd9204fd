import { backendOf } from "../backends/backends.ts";
import type { Option } from "../codex/options.ts";
import { backendsFor, exporterSnippet, headersSnippet, TabStops, variantSnippet } from "./exporterForms.ts";
import { choice, placeholder, plainText } from "./snippetText.ts";

export interface ValuePlace {
  /** The key under `[otel]` that leads to the option. */
  readonly exporter: string;
  /** Endpoint of the same exporter, where there is one. */
  readonly endpoint: string | undefined;
}

/** A value for an option, ready to be filled in; it is sound in TOML 1.0 as it stands. */
export function valueSnippet(option: Option, { exporter, endpoint }: ValuePlace, stops = new TabStops()): string {
  const { type } = option;
  switch (type.kind) {
    case "boolean":
      return choice(stops.next(), option.default === "true" ? ["true", "false"] : ["false", "true"]);
    case "unsigned":
      return placeholder(stops.next(), option.default ?? "0");
    case "word":
      return `"${choice(stops.next(), type.words)}"`;
    case "path":
      return `"${placeholder(stops.next(), `${option.name}.pem`)}"`;
    case "string":
      return `"${placeholder(stops.next(), option.default?.replaceAll('"', "") ?? "")}"`;
    case "strings": {
      const backend = option.name === "headers" && endpoint !== undefined ? backendOf(endpoint) : undefined;
      return headersSnippet(backend?.headers ?? [], stops);
    }
    case "stringTables":
      return `{ ${placeholder(stops.next(), "member")} = ${headersSnippet([], stops)} }`;
    case "exporter": {
      const forms = backendsFor(option.name).filter(({ hosts }) => hosts.length === 0);
      const texts = forms.map((backend) => plainText(exporterSnippet(backend, option.name, new TabStops())));
      return choice(stops.next(), ['"none"', ...texts]);
    }
    case "table": {
      const backend = backendsFor(exporter).find(({ variant, hosts }) => variant === option.name && hosts.length === 0);
      if (backend !== undefined) return variantSnippet(backend, exporter, stops);
      const [first] = type.options;
      if (first === undefined) return "{}";
      return `{ ${first.name} = ${valueSnippet(first, { exporter, endpoint }, stops)} }`;
    }
  }
}
