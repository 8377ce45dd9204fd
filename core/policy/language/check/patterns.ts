import type { OffsetRange } from "../../../text/range.ts";
import { childOf, entriesIn, tableElements, tablesIn, textOf } from "../../../toml/access.ts";
import type { TomlValue } from "../../../toml/document.ts";
import { fix, replace } from "../../../toml/edit/edits.ts";
import { insideOfString, readEscape } from "../../../toml/strings.ts";
import { correlationTables } from "../correlationTables.ts";
import type { PolicyReporter } from "./policyReporter.ts";
import { writtenConditions } from "./writtenConditions.ts";

/** `"\b"` in double quotes is a backspace to TOML: the pattern is sound, and never found. */
export function checkPatterns(reporter: PolicyReporter): void {
  for (const value of patternsOf(reporter)) {
    const pattern = textOf(value);
    if (pattern?.includes("\b") !== true) continue;
    const message =
      "In double quotes \\b is a backspace, which no text has. In single quotes it is the boundary of a word.";
    const meant = pattern.replaceAll("\b", "\\b");
    const fixes = /['\p{Cc}]/u.test(meant)
      ? []
      : [fix("Write the pattern in single quotes", replace(value.range, `'${meant}'`))];
    reporter.report("policy/pattern-backspace", value.range, message, fixes);
  }
}

function patternsOf({ document, vocabulary }: PolicyReporter): readonly TomlValue[] {
  const secrets = childOf(document.root, "secrets");
  const detections = tableElements(childOf(document.root, "detections"));
  const words = vocabulary.operators.filter(({ type }) => type.kind === "pattern");
  const rules = [
    ...tablesIn(childOf(document.root, "destinations")).map(({ table }) => table),
    ...detections,
    ...detections.flatMap((table) => correlationTables(table, vocabulary.correlations)).map(({ table }) => table),
  ];
  return [
    ...entriesIn(secrets).map(({ value }) => value),
    ...rules
      .flatMap((table) => writtenConditions(childOf(table, "when")))
      .flatMap(({ table }) => words.flatMap(({ key }) => childOf(table, key) ?? [])),
  ];
}

/**
 * Where a piece of a pattern stands in the file: the offsets of the decoded text are followed back through the escapes of
 * the string. Undefined for a piece that does not occur, and where no piece is named.
 */
export function patternRange(text: string, value: TomlValue, fragment: string | undefined): OffsetRange | undefined {
  if (fragment === undefined || fragment === "" || value.kind !== "string") return undefined;
  const index = String(value.value).indexOf(fragment);
  if (index < 0) return undefined;
  // For a look-behind the engine names all that follows.
  const length = /^\(\?<[=!]/.test(fragment) ? 4 : fragment.length;
  const offsets = decodedOffsets(text.slice(value.range.start, value.range.end));
  const start = offsets[index];
  const end = offsets[index + length];
  if (start === undefined || end === undefined || end <= start) return undefined;
  return { start: value.range.start + start, end: value.range.start + end };
}

/** For each UTF-16 unit of a TOML string's text, and for its end, the offset in the string as it is written. */
function decodedOffsets(written: string): readonly number[] {
  const { start, end } = insideOfString(written);
  const multiLine = start > 1;
  const hasEscapes = written.startsWith('"');
  const offsets: number[] = [];
  for (let at = start; at < end; ) {
    const read = hasEscapes && written[at] === "\\" ? readEscape(written, at, multiLine) : undefined;
    if (read !== undefined && "text" in read) {
      for (let unit = 0; unit < read.text.length; unit++) offsets.push(at);
      at = read.end;
    } else {
      offsets.push(at);
      // a line end is one character of the text, however it is written
      at += written.startsWith("\r\n", at) ? 2 : 1;
    }
  }
  offsets.push(end);
  return offsets;
}

/** What people bring from other engines, by how it begins. */
const missing: readonly (readonly [RegExp, string])[] = [
  [/^\(\?<?[=!]/, "RE2 has no look-ahead and no look-behind: say what comes before and after as part of the pattern."],
  [/^\\[1-9k]/, "RE2 has no references to what a group has found."],
  [/^\(\?>/, "RE2 has no atomic groups, and does not need them: it never goes back. Write `(?:`."],
  [/^[*+?}]\+$/, "RE2 has no possessive repetition, and does not need it: it never goes back. Leave the second + out."],
  [/^\\Z/, "RE2 writes the end of the text as `\\z`."],
  [/^\{/, "RE2 repeats at most 1000 times, and the first number must not be above the second."],
];

/** The engine's message, and for what other engines have, what to do without it. */
export function patternMessage(message: string, fragment: string | undefined): string {
  const advice = missing.find(([beginning]) => fragment !== undefined && beginning.test(fragment))?.[1];
  return advice === undefined ? message : `${message} ${advice}`;
}
