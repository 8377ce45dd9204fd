import type { TomlValue } from "../../toml/document.ts";
import type { Reporter } from "../reporter.ts";

const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

/**
 * Looks for integers beyond 64 bits. With one of them Codex does not start, wherever in the file it stands, also in keys
 * that it ignores (observed with 0.169.0). Those of `tool_result.max_bytes` are reported with that option.
 */
export function checkIntegers(reporter: Reporter): void {
  const known = new Set<TomlValue>();
  const otel = reporter.document.root.entries.get("otel")?.value;
  const toolResult = otel?.kind === "table" ? otel.entries.get("tool_result")?.value : undefined;
  const maximum = toolResult?.kind === "table" ? toolResult.entries.get("max_bytes")?.value : undefined;
  if (maximum) known.add(maximum);
  visit(reporter.document.root, (value) => {
    if (known.has(value) || value.kind !== "integer" || typeof value.value !== "bigint") return;
    if (value.value >= smallest && value.value <= largest) return;
    const message = `Numbers go from ${smallest} to ${largest}. Codex does not start with this one.`;
    reporter.report("otel/number-out-of-range", value.range, message);
  });
}

function visit(value: TomlValue, look: (value: TomlValue) => void): void {
  look(value);
  if (value.kind === "array") for (const element of value.elements) visit(element, look);
  if (value.kind === "table") for (const entry of value.entries.values()) visit(entry.value, look);
}
