import { entryAt } from "../../toml/access.ts";
import type { Reporter } from "../reporter.ts";

const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

/**
 * Looks for integers beyond 64 bits. With one of them Codex does not start, wherever in the file it stands, also in keys
 * that it ignores, and in a project's file whose `[otel]` does not count. That of `tool_result.max_bytes` is reported with the
 * option where options are looked at.
 */
export function checkIntegers(reporter: Reporter): void {
  const { root, oversizedIntegers } = reporter.document;
  if (oversizedIntegers.length === 0) return;
  const maximum = entryAt(root, ["otel", "tool_result", "max_bytes"])?.value;
  const isReported = ({ start }: { readonly start: number }) =>
    reporter.diagnostics.some(({ code, range }) => code === "otel/number-out-of-range" && range.start === start);
  for (const range of oversizedIntegers) {
    if (range.start === maximum?.range.start && isReported(range)) continue;
    const message = `Numbers go from ${smallest} to ${largest}. Codex does not start with this one.`;
    reporter.report("otel/number-out-of-range", range, message);
  }
}
