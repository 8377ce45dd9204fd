import type { Fix } from "../../diagnostics/diagnostic.ts";
import { restated } from "../../diagnostics/keeping.ts";
import type { OffsetRange } from "../../text/range.ts";
import type { TomlDocument, TomlStatement } from "../document.ts";
import { firstComment } from "../tokens.ts";
import { definitionIndexOf, pathOf } from "./definitionIndex.ts";
import { alternative, append, fix, insert, lastEnds, lineEndOf, quoteKey, remove, wholeLines } from "./edits.ts";

/** Fixes for a statement that defines what an earlier one defines already. */
export function duplicateFixes(document: TomlDocument, statement: TomlStatement): readonly Fix[] {
  const index = definitionIndexOf(document);
  const path = pathOf(statement);
  if (statement.kind === "pair") {
    const earlier = index.firstPair(statement);
    const removal = remove(wholeLines(document.text, statement.range));
    if (!earlier) return [alternative("Remove this line", removal)];
    const isSame = pairText(document, statement) === pairText(document, earlier);
    return [
      isSame ? fix("Remove this line", restated(removal)) : alternative("Remove this line", removal),
      alternative("Remove the earlier line", remove(wholeLines(document.text, earlier.range))),
    ];
  }
  const earlier = index.firstPairAbove(statement);
  if (earlier) return shadowedTableFixes(document, statement, earlier, path);
  const opened = index.firstHeader(statement);
  if (opened) return mergeTables(document, statement, opened);
  const dotted = index.dottedPairs(statement);
  return dotted.length > 0 ? moveDottedInto(document, statement, dotted, path) : [];
}

/** `exporter = "otlp-http"` followed by `[otel.exporter.otlp-http]`, or an inline table that a header would extend. */
function shadowedTableFixes(
  document: TomlDocument,
  statement: TomlStatement,
  earlier: TomlStatement,
  path: readonly string[],
): readonly Fix[] {
  const value = pairText(document, earlier);
  if (value?.startsWith("{")) return extendInline(document, statement, earlier, path);
  const title = `Remove the line ${earlier.key.map(({ text }) => text).join(".")} = …`;
  const removal = remove(withoutComment(document, earlier));
  const [variant = ""] = path.slice(pathOf(earlier).length);
  return [namesVariant(value, variant) ? fix(title, restated(removal)) : alternative(title, removal)];
}

/** The longest name of an exporter has nine. */
const longestVariant = 100;

/** `"otlp-http"`, `"otlp_http"` or `"otlp"` above `[otel.exporter.otlp-http]` says nothing that the header does not. */
function namesVariant(value: string | undefined, variant: string): boolean {
  if (value === undefined || value.length > longestVariant) return false;
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, "");
  const word = plain(value);
  return word !== "" && plain(variant).includes(word);
}

/** The value of a pair as it is written, without a comment behind it. */
const pairText = (document: TomlDocument, pair: TomlStatement): string | undefined =>
  writtenValue(document, pair)?.text;

/** The lines of a pair; a comment behind the value stays, on a line of its own. */
function withoutComment(document: TomlDocument, pair: TomlStatement): OffsetRange {
  const { range } = pair;
  const comment = writtenValue(document, pair)?.comment;
  return comment === undefined ? wholeLines(document.text, range) : { start: range.start, end: comment };
}

interface WrittenValue {
  readonly text: string;
  /** Where the comment behind it begins. */
  readonly comment: number | undefined;
}

const known = new WeakMap<TomlStatement, WrittenValue>();

/** Looked at once for each pair: thousands of headers may stand below one of any length. */
function writtenValue(document: TomlDocument, pair: TomlStatement): WrittenValue | undefined {
  const { value } = pair;
  if (value === undefined) return undefined;
  let found = known.get(pair);
  if (found === undefined) {
    const written = document.text.slice(value.start, value.end);
    const comment = commentAt(written);
    found = { text: written.slice(0, comment).trim(), comment: comment && value.start + comment };
    known.set(pair, found);
  }
  return found;
}

/** Where the comment behind a value on one line begins. */
function commentAt(value: string): number | undefined {
  if (/[\r\n]/.test(value)) return undefined;
  return firstComment(value, { start: 0, end: value.length });
}

/** The statements that a header rules, up to the next header. */
function bodyOf(document: TomlDocument, header: TomlStatement): readonly TomlStatement[] {
  return definitionIndexOf(document).bodyOf(header);
}

const textOf = (document: TomlDocument, { range }: TomlStatement) => document.text.slice(range.start, range.end);

function removeTable(document: TomlDocument, header: TomlStatement) {
  const last = bodyOf(document, header).at(-1) ?? header;
  return remove(wholeLines(document.text, { start: header.range.start, end: last.range.end }));
}

function extendInline(
  document: TomlDocument,
  header: TomlStatement,
  inline: TomlStatement,
  path: readonly string[],
): readonly Fix[] {
  const body = bodyOf(document, header);
  const pairs = body.filter(({ kind }) => kind === "pair");
  if (pairs.length === 0 || body.some(({ kind }) => kind === "broken" || kind === "comment")) return [];
  const inner = path.slice(pathOf(inline).length);
  const close = closingBraceOf(document, inline, inner);
  if (close === undefined) return [];
  const name = inner.at(-1) ?? "";
  const table = `{ ${pairs.map((pair) => textOf(document, pair)).join(", ")} }`;
  return [
    fix(
      "Move the table into the braces",
      append(close, `, ${quoteKey(name)} = ${table}`),
      removeTable(document, header),
    ),
  ];
}

/** Behind the last pair of the inline table at a path inside of a statement's value. */
function closingBraceOf(document: TomlDocument, inline: TomlStatement, inner: readonly string[]): number | undefined {
  let entries = document.root.entries;
  let end: number | undefined;
  for (const name of [...pathOf(inline), ...inner.slice(0, -1)]) {
    const value = entries.get(name)?.value;
    if (value?.kind !== "table") return undefined;
    entries = value.entries;
    end = value.form === "inline" && entries.size > 0 ? lastEnds(value).ofAny : undefined;
  }
  return entries.has(inner.at(-1) ?? "") ? undefined : end;
}

/** The second `[otel]` is taken out and its pairs go behind those of the first. */
function mergeTables(document: TomlDocument, second: TomlStatement, first: TomlStatement): readonly Fix[] {
  if (!definitionIndexOf(document).canJoin(second)) return [];
  const target = bodyOf(document, first).at(-1) ?? first;
  const lineEnd = lineEndOf(document.text);
  const moved = bodyOf(document, second).map((statement) => lineEnd + textOf(document, statement));
  const name = second.table.map(quoteKey).join(".");
  const removal = removeTable(document, second);
  // a header with nothing below it says what the first one says
  if (moved.length === 0) return [fix(`Remove the second [${name}]`, restated(removal))];
  return [fix(`Move these lines into the first [${name}]`, append(target.range.end, moved.join("")), removal)];
}

/** `otel.environment = "dev"` above `[otel]`: the dotted pairs become pairs of the table. */
function moveDottedInto(
  document: TomlDocument,
  header: TomlStatement,
  dotted: readonly TomlStatement[],
  path: readonly string[],
): readonly Fix[] {
  const lineEnd = lineEndOf(document.text);
  const lines = dotted.map((pair) => {
    const rest = pathOf(pair).slice(path.length).map(quoteKey).join(".");
    const value = pair.value ? document.text.slice(pair.value.start, pair.range.end).trimStart() : "";
    return `${lineEnd}${rest} = ${value}`;
  });
  const removals = dotted.map(({ range }) => remove(wholeLines(document.text, range)));
  return [
    fix(
      `Move the dotted keys into [${path.map(quoteKey).join(".")}]`,
      removals,
      insert(header.range.end, lines.join("")),
    ),
  ];
}
