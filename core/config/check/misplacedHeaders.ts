import { keyOf } from "../../toml/access.ts";
import { isHeaderName, misplacedFieldFixes } from "../fixes/misplacedFields.ts";
import type { Reporter } from "../reporter.ts";

/**
 * `[headers]` at the top of the file. Codex ignores it and says so at start (observed). It may be a table of
 * another tool, so it is reported only where an exporter could take it and it names what is sent as a header.
 */
export function checkMisplacedHeaders(reporter: Reporter): void {
  const entry = reporter.document.root.entries.get("headers");
  if (entry?.value.kind !== "table") return;
  const names = [...entry.value.entries.keys()];
  if (!names.some(isHeaderName)) return;
  const fixes = misplacedFieldFixes(reporter.document, entry, ["headers"]) ?? [];
  if (fixes.length === 0) return;
  const message = "Codex ignores headers here: they belong into the table of an exporter.";
  reporter.report("otel/option-misplaced", keyOf(entry), message, fixes);
}
