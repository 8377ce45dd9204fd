import type { Fix } from "../../diagnostics/diagnostic.ts";
import { childOf, entriesIn, entryAt, keyOf } from "../../toml/access.ts";
import type { TomlEntry, TomlTable } from "../../toml/document.ts";
import { alternative, fix, quoteKey, removePair, replace } from "../../toml/edit/edits.ts";
import { type Reporter, stringOf } from "../reporter.ts";

/** Key of a `tracestate` member: W3C Trace Context, section 3.3.1.3.1. */
const memberPattern = /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})$/;
/** What a field's name and value may consist of, as observed for every ASCII character. */
const fieldPattern = /^[!-+\-.-9<>-\u007f]+$/;
const valuePattern = /^[ -+\--:<>-\u007f]*$/;
/** Length of a member's value: W3C Trace Context, section 3.3.1.3.2. */
const longestMember = 256;

/** Looks for span attributes that Codex leaves out, and for what makes it ignore `tracestate`, both with a warning. */
export function checkTraceContext(reporter: Reporter, otel: TomlTable): void {
  const nameless = entryAt(otel, ["span_attributes", ""]);
  if (nameless) {
    const message = "Codex leaves out a span attribute without name.";
    const fixes = [alternative("Remove it", removePair(reporter.document, nameless.range))];
    reporter.report("otel/span-attribute-empty", keyOf(nameless), message, fixes);
  }
  for (const member of entriesIn(childOf(otel, "tracestate"))) checkMember(reporter, member);
}

const ignored = "Codex ignores otel.tracestate because of";

function checkMember(reporter: Reporter, member: TomlEntry): void {
  if (!memberPattern.test(member.name)) {
    const lower = member.name.toLowerCase();
    const fixes: Fix[] = memberPattern.test(lower)
      ? [fix(`Rename to ${lower}`, ...member.keys.map(({ range }) => replace(range, quoteKey(lower))))]
      : [];
    const message = `${ignored} the member ${quoteKey(member.name)}: names have lower-case letters, digits and _-*/ only.`;
    reporter.report("otel/tracestate-invalid", keyOf(member), message, fixes);
  }
  const fields = entriesIn(member.value);
  for (const field of fields) checkField(reporter, member, field);
  const texts = fields.map(({ name, value }) => `${name}:${stringOf(value) ?? ""}`);
  const whole = texts.join(";");
  if (whole.length > longestMember) {
    const message = `${ignored} ${quoteKey(member.name)}: its fields make ${whole.length} characters, and ${longestMember} are allowed.`;
    reporter.report("otel/tracestate-invalid", keyOf(member), message);
  }
}

function checkField(reporter: Reporter, member: TomlEntry, field: TomlEntry): void {
  const value = stringOf(field.value);
  const name = `${quoteKey(member.name)}.${quoteKey(field.name)}`;
  if (!fieldPattern.test(field.name)) {
    const message = `${ignored} ${name}: a field's name has visible ASCII characters but none of , : ; and =.`;
    reporter.report("otel/tracestate-invalid", keyOf(field), message);
  }
  if (value === undefined) return;
  if (!valuePattern.test(value)) {
    const message = `${ignored} ${name}: a value has visible ASCII characters but none of , ; and =.`;
    reporter.report("otel/tracestate-invalid", field.value.range, message);
  } else if (value.endsWith(" ")) {
    const message = `${ignored} ${name}: a value may not end with a space.`;
    const fixes = [fix("Remove the spaces at the end", replace(field.value.range, JSON.stringify(value.trimEnd())))];
    reporter.report("otel/tracestate-invalid", field.value.range, message, fixes);
  }
}
