import { entryAt } from "../../toml/access.ts";
import type { Reporter } from "../reporter.ts";

const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

/**
 * Looks for integers beyond 64 bits. With one of them Codex does not start, wherever in the file it stands, also in keys
 * that it ignores (observed with 0.169.0). Those of `tool_result.max_bytes` are reported with that option.
 */
export function checkIntegers(reporter: Reporter): void {
  const { root, oversizedIntegers } = reporter.document;
  if (oversizedIntegers.length === 0) return;
  const maximum = entryAt(root, ["otel", "tool_result", "max_bytes"])?.value;
  for (const range of oversizedIntegers) {
    if (range.start === maximum?.range.start) continue;
    const message = `Numbers go from ${smallest} to ${largest}. Codex does not start with this one.`;
    reporter.report("otel/number-out-of-range", range, message);
  }
}
