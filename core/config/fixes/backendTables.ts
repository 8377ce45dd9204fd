import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { TomlValue } from "../../toml/document.ts";
import { alternative, quote, quoteKey, replace } from "../../toml/edit/edits.ts";
import type { Backend, BackendRegion, Signal } from "../backends/backend.ts";
import { backends, headersFor, variantFor } from "../backends/backends.ts";

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/**
 * For a word that names a known backend, such as `datadog`, the tables that send to it, one for each of its regions, with
 * placeholders for what only the person knows. They are to be chosen: where telemetry goes is nobody else's to decide.
 */
export function backendTables(word: string, value: TomlValue, signal: Signal): readonly Fix[] {
  const backend = backends.find(({ id, label }) => [id, label].map(plain).includes(plain(word)));
  if (backend === undefined) return [];
  return backend.regions.flatMap((region) => {
    const table = tableFor(backend, region, signal);
    const where = backend.regions.length > 1 ? `${backend.label} (${region.label})` : backend.label;
    return table === undefined ? [] : [alternative(`Write a table for ${where}`, replace(value.range, table))];
  });
}

function tableFor(backend: Backend, { endpoints }: BackendRegion, signal: Signal): string | undefined {
  const variant = variantFor(backend, signal);
  const endpoint = variant && endpoints[variant]?.[signal];
  if (variant === undefined || endpoint === undefined) return undefined;
  const headers = headersFor(backend, signal)
    .filter(({ required }) => required)
    .map(({ name, prefix, placeholder }) => `${quoteKey(name)} = ${quote(prefix + placeholder)}`);
  const fields = [
    `endpoint = ${quote(endpoint)}`,
    ...(variant === "otlp-http" ? ['protocol = "binary"'] : []),
    ...(headers.length > 0 ? [`headers = { ${headers.join(", ")} }`] : []),
  ];
  return `{ ${variant} = { ${fields.join(", ")} } }`;
}
