import type { TomlTable } from "../../toml/document.ts";
import type { Fix } from "../diagnostic.ts";
import { fix, quoteKey, removePair, replace } from "../fixes/edits.ts";
import { keyOf, type Reporter, stringOf, tableOf } from "../reporter.ts";

/** Key of a `tracestate` member: W3C Trace Context, section 3.3.1.3.1. */
const memberPattern = /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})$/;

/** Looks for span attributes and tracestate members that Codex leaves out with a warning. */
export function checkTraceContext(reporter: Reporter, otel: TomlTable): void {
  const nameless = tableOf(otel.entries.get("span_attributes"))?.entries.get("");
  if (nameless) {
    const message = "Codex leaves out a span attribute without name.";
    const fixes = [fix("Remove it", removePair(reporter.document, nameless.range))];
    reporter.report("otel/span-attribute-empty", keyOf(nameless), message, fixes);
  }
  for (const member of tableOf(otel.entries.get("tracestate"))?.entries.values() ?? []) {
    if (!memberPattern.test(member.name)) {
      const lower = member.name.toLowerCase();
      const fixes: Fix[] = memberPattern.test(lower)
        ? [fix(`Rename to ${lower}`, ...member.keys.map(({ range }) => replace(range, quoteKey(lower))))]
        : [];
      const message = `Codex leaves out the tracestate member ${quoteKey(member.name)}: names have lower-case letters, digits and _-*/ only.`;
      reporter.report("otel/tracestate-invalid", keyOf(member), message, fixes);
    }
    for (const field of tableOf(member)?.entries.values() ?? []) {
      const value = stringOf(field.value);
      if (value === undefined || /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]*$/.test(value)) continue;
      const message = `Codex leaves out ${member.name}.${field.name}: a value has visible ASCII characters but no comma and no equals sign.`;
      reporter.report("otel/tracestate-invalid", field.value.range, message);
    }
  }
}
