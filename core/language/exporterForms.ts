import { type Backend, type BackendHeader, backends } from "../backends/backends.ts";
import { exporterSignals } from "../codex/options.ts";
import { choice, literal, placeholder } from "./snippetText.ts";

/** Counts the tab stops of one snippet. */
export class TabStops {
  #last = 0;
  next(): number {
    return ++this.#last;
  }
}

/** The backends that take what an exporter sends. Those out on the internet are known for logs only. */
export function backendsFor(exporter: string): readonly Backend[] {
  return exporter === "exporter" ? backends : backends.filter(({ hosts }) => hosts.length === 0);
}

/** A backend's endpoint for an exporter: over HTTP it ends with the path of the signal. */
export function endpointFor({ endpoint, variant }: Backend, exporter: string): string {
  const signal = exporterSignals.get(exporter) ?? "logs";
  return variant === "otlp-http" ? endpoint.replace(/\/v1\/logs$/, `/v1/${signal}`) : endpoint;
}

export function headerValueSnippet({ prefix, placeholder: text }: BackendHeader, stops: TabStops): string {
  return `"${literal(prefix)}${placeholder(stops.next(), text)}"`;
}

export function headersSnippet(headers: readonly BackendHeader[], stops: TabStops): string {
  if (headers.length === 0) return `{ ${placeholder(stops.next(), "name")} = "${placeholder(stops.next(), "value")}" }`;
  return `{ ${headers.map((header) => `${header.name} = ${headerValueSnippet(header, stops)}`).join(", ")} }`;
}

/** The options of an exporter's variant on one line, without the variant's name: every Codex version reads this form. */
export function variantSnippet(backend: Backend, exporter: string, stops: TabStops): string {
  const options = [`endpoint = "${placeholder(stops.next(), endpointFor(backend, exporter))}"`];
  if (backend.variant === "otlp-http") options.push(`protocol = "${choice(stops.next(), ["binary", "json"])}"`);
  if (backend.headers.length > 0) options.push(`headers = ${headersSnippet(backend.headers, stops)}`);
  return `{ ${options.join(", ")} }`;
}

/** An exporter that sends to a backend, as one inline table on one line. */
export function exporterSnippet(backend: Backend, exporter: string, stops: TabStops): string {
  return `{ ${backend.variant} = ${variantSnippet(backend, exporter, stops)} }`;
}
