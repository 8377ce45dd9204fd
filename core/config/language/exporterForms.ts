import { choice, literal, placeholder } from "../../toml/language/snippetText.ts";
import type { Backend, BackendHeader, Signal, Variant } from "../backends/backend.ts";
import { backends, endpointsOf, headersFor, variantFor } from "../backends/backends.ts";
import { exporterSignals } from "../options.ts";

/** Counts the tab stops of one snippet. */
export class TabStops {
  #last = 0;
  next(): number {
    return ++this.#last;
  }
}

/** The signal that an exporter of `[otel]` sends. */
export function signalOf(exporter: string): Signal {
  return exporterSignals.get(exporter) ?? "logs";
}

/** One way to send a signal to a backend. */
export interface ExporterForm {
  readonly backend: Backend;
  readonly variant: Variant;
  readonly signal: Signal;
}

/** How a signal can be sent to each backend that takes it, by the variant that suits it best. */
export function formsFor(signal: Signal): readonly ExporterForm[] {
  return backends.flatMap((backend) => {
    const variant = variantFor(backend, signal);
    return variant === undefined ? [] : [{ backend, variant, signal }];
  });
}

/** How a signal can be sent over a variant, to each backend that takes that. */
export function formsOver(variant: Variant, signal: Signal): readonly ExporterForm[] {
  return backends
    .filter((backend) => endpointsOf(backend, variant, signal).length > 0)
    .map((backend) => ({ backend, variant, signal }));
}

/** The endpoint, or a choice of those of the regions. */
export function endpointSnippet({ backend, variant, signal }: ExporterForm, stops: TabStops): string {
  const endpoints = endpointsOf(backend, variant, signal);
  const [only = ""] = endpoints;
  return `"${endpoints.length > 1 ? choice(stops.next(), endpoints) : placeholder(stops.next(), only)}"`;
}

/** The words of `protocol` that the backend takes, the best first. */
export function protocolSnippet({ backend, signal }: ExporterForm, stops: TabStops): string {
  return backend.refuses.json?.includes(signal) ? '"binary"' : `"${choice(stops.next(), ["binary", "json"])}"`;
}

/** The headers that a form cannot do without. */
export function requiredHeaders({ backend, signal }: ExporterForm): readonly BackendHeader[] {
  return headersFor(backend, signal).filter(({ required }) => required);
}

export function headerValueSnippet({ prefix, placeholder: text }: BackendHeader, stops: TabStops): string {
  return `"${literal(prefix)}${placeholder(stops.next(), text)}"`;
}

export function headersSnippet(headers: readonly BackendHeader[], stops: TabStops): string {
  if (headers.length === 0) return `{ ${placeholder(stops.next(), "name")} = "${placeholder(stops.next(), "value")}" }`;
  return `{ ${headers.map((header) => `${header.name} = ${headerValueSnippet(header, stops)}`).join(", ")} }`;
}

/** The options of an exporter's variant on one line, without the variant's name: every Codex version reads this form. */
export function variantSnippet(form: ExporterForm, stops: TabStops): string {
  const options = [`endpoint = ${endpointSnippet(form, stops)}`];
  if (form.variant === "otlp-http") options.push(`protocol = ${protocolSnippet(form, stops)}`);
  const headers = requiredHeaders(form);
  if (headers.length > 0) options.push(`headers = ${headersSnippet(headers, stops)}`);
  return `{ ${options.join(", ")} }`;
}

/** An exporter that sends to a backend, as one inline table on one line. */
export function exporterSnippet(form: ExporterForm, stops: TabStops): string {
  return `{ ${form.variant} = ${variantSnippet(form, stops)} }`;
}
