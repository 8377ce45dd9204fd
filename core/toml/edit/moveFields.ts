import type { FixEdit } from "../../diagnostics/diagnostic.ts";
import { restated } from "../../diagnostics/keeping.ts";
import type { TextEdit } from "../../text/range.ts";
import { entryAt, isHeader, startsWith } from "../access.ts";
import type { TomlDocument, TomlEntry, TomlKeyPart, TomlStatement, TomlTable } from "../document.ts";
import { firstComment } from "../tokens.ts";
import { definitionIndexOf } from "./definitionIndex.ts";
import { addPair, insert, lineEndOf, quoteKey, remove, removePair, replace, statementAt, wholeLines } from "./edits.ts";

/** A table with the path that leads to it. */
export interface TablePlace {
  readonly path: readonly string[];
  readonly table: TomlTable;
}

const fullPath = ({ table, key }: TomlStatement) => [...table, ...key.map(({ text }) => text)];

const definitionsOf = (document: TomlDocument, path: readonly string[]) =>
  definitionIndexOf(document).definitionsOf(path);

/**
 * Moves the field at `from` into another table under the name `name`, in whatever form it is written: a header is renamed,
 * dotted keys are rewritten where they stand, a pair is taken out and added. Undefined where that would lose a comment
 * or meet a field that is there already.
 */
export function moveField(
  document: TomlDocument,
  entry: TomlEntry,
  from: readonly string[],
  into: TablePlace,
  name: string,
): readonly FixEdit[] | undefined {
  const target = [...into.path, name];
  const existing = into.table.entries.get(name)?.value;
  if (existing !== undefined) {
    if (existing.kind !== "table" || entry.value.kind !== "table") return undefined;
    return moveMembers(document, entry.value, from, { path: target, table: existing });
  }
  const { headers, dotted } = definitionsOf(document, from);
  const [header] = headers;
  if (header) {
    if (headers.length > 1 || dotted.length > 0 || header.kind !== "header") return undefined;
    if (into.table.form !== "inline") return [renameHeader(header, target)];
    return entry.value.kind === "table" ? moveIntoBraces(document, entry.value, header, into, name) : undefined;
  }
  const [pair] = dotted;
  if (!pair) return movePair(document, entry, into, name);
  if (fullPath(pair).length === from.length) return movePair(document, entry, into, name);
  return moveDotted(document, dotted, from, into, name);
}

/** `[otel.headers]` becomes `[otel.exporter.otlp-grpc.headers]`, with all that stands below it. */
function renameHeader(header: TomlStatement, path: readonly string[]): TextEdit {
  const first = header.key[0]?.range.start ?? header.range.start;
  const last = header.key.at(-1)?.range.end ?? first;
  return replace({ start: first, end: last }, path.map(quoteKey).join("."));
}

/** `key = value`, with the comment behind it where the target has lines of its own. */
function movePair(
  document: TomlDocument,
  entry: TomlEntry,
  into: TablePlace,
  name: string,
): readonly FixEdit[] | undefined {
  const { text } = document;
  const value = entry.value.range;
  const written = text.slice(value.start, value.end);
  const statement = statementAt(document, entry.range.start);
  const ownLine = statement?.range.start === entry.range.start;
  const comment = ownLine && statement ? text.slice(value.end, statement.range.end).trim() : "";
  if (into.table.form === "inline") {
    if (comment !== "" || /[\r\n]/.test(written)) return undefined;
    return [removePair(document, entry.range), addPair(document, into.table, into.path, `${name} = ${written}`)];
  }
  const pair = `${name} = ${written}${comment === "" ? "" : ` ${comment}`}`;
  return [removePair(document, entry.range), addPair(document, into.table, into.path, pair)];
}

/** `headers.Authorization = …` in `[otel]` becomes `exporter.otlp-grpc.headers.Authorization = …`, or goes to its table. */
function moveDotted(
  document: TomlDocument,
  dotted: readonly TomlStatement[],
  from: readonly string[],
  into: TablePlace,
  name: string,
): readonly FixEdit[] | undefined {
  const { text } = document;
  if (into.table.form === "dotted")
    return dotted.map((pair) => {
      const last = pair.key[from.length - pair.table.length - 1];
      const start = pair.key[0]?.range.start ?? pair.range.start;
      const path = [...into.path, name].slice(pair.table.length);
      if (last === undefined || !startsWith(into.path, pair.table)) return insert(start, "");
      return replace({ start, end: last.range.end }, path.map(quoteKey).join("."));
    });
  const members = dotted.map((pair) => {
    const inner = pair.key.slice(from.length - pair.table.length);
    return text.slice(inner[0]?.range.start ?? pair.range.start, pair.range.end);
  });
  const removals = dotted.map(({ range }) => remove(wholeLines(text, range)));
  if (into.table.form !== "inline") {
    const lines = members.map((member) => `${name}.${member}`).join(lineEndOf(text));
    return [...removals, addPair(document, into.table, into.path, lines)];
  }
  const values = dotted.map(({ value }) => value && text.slice(value.start, value.end));
  if (values.some((value) => value === undefined || /[#\r\n]/.test(value))) return undefined;
  return [...removals, addPair(document, into.table, into.path, `${name} = { ${members.join(", ")} }`)];
}

/** The lines below a header become one inline table. */
function moveIntoBraces(
  document: TomlDocument,
  table: TomlTable,
  header: TomlStatement,
  into: TablePlace,
  name: string,
): readonly FixEdit[] | undefined {
  const body = bodyOf(document, header);
  const pairs = membersOf(document, table);
  if (pairs === undefined || body.some(({ kind }) => kind === "comment" || kind === "broken")) return undefined;
  if (pairs.some((pair) => /[\r\n]/.test(pair)) || commentIn(document, [header, ...body])) return undefined;
  const braces = pairs.length > 0 ? `{ ${pairs.join(", ")} }` : "{}";
  return [addPair(document, into.table, into.path, `${name} = ${braces}`), remove(tableLines(document, header))];
}

/** The pairs of one table go to another of the same meaning; undefined when both have one of the names. */
export function moveMembers(
  document: TomlDocument,
  table: TomlTable,
  from: readonly string[],
  into: TablePlace,
): readonly FixEdit[] | undefined {
  const names = new Set([...into.table.entries.keys()].map((name) => name.toLowerCase()));
  if ([...table.entries.keys()].some((name) => names.has(name.toLowerCase()))) return undefined;
  const pairs = membersOf(document, table);
  if (pairs === undefined || pairs.length === 0) return undefined;
  const { headers, dotted } = definitionsOf(document, from);
  const [header] = headers;
  const removed = header ? bodyOf(document, header) : dotted;
  const inline = into.table.form === "inline";
  if (inline && pairs.some((pair) => /[\r\n]/.test(pair))) return undefined;
  if (headers.length > 1 || (headers.length > 0 && dotted.length > 0)) return undefined;
  if (commentIn(document, header ? [header, ...removed] : removed)) return undefined;
  const text = pairs.join(inline ? ", " : lineEndOf(document.text) + prefixOf(document, into));
  const add = addPair(document, into.table, into.path, text);
  if (header) return [add, remove(tableLines(document, header))];
  if (dotted.length > 0) return [add, ...dotted.map(({ range }) => remove(wholeLines(document.text, range)))];
  const own = entryAt(document.root, from);
  return own && [add, removePair(document, own.range)];
}

/** What `addPair` writes in front of the first of several pairs of a dotted table, for those that follow. */
function prefixOf(document: TomlDocument, { table, path }: TablePlace): string {
  if (table.form !== "dotted") return "";
  const [first] = table.entries.values();
  const above = first ? (statementAt(document, first.range.start)?.table ?? []) : [];
  return `${path.slice(above.length).map(quoteKey).join(".")}.`;
}

/**
 * Takes the name before the last out of a path: what was put one table too deep, such as an endpoint among the headers.
 */
export function moveUp(
  document: TomlDocument,
  entry: TomlEntry,
  path: readonly string[],
  outer: TablePlace,
): readonly FixEdit[] | undefined {
  const name = path.at(-1) ?? "";
  if (outer.table.entries.has(name) && path.at(-2) !== name) return undefined;
  const { headers, dotted } = definitionsOf(document, path);
  const depth = path.length - 2;
  const [header] = headers;
  if (header) {
    if (headers.length > 1 || dotted.length > 0 || header.kind !== "header") return undefined;
    const opened = document.statements.some(
      (one) => one.kind === "header" && one.table.length === path.length - 1 && startsWith(path, one.table),
    );
    if (path.at(-2) === name && opened) return joinHeaders(document, entry, header, path);
    return [removePart(header.key, depth)];
  }
  const inKeys = dotted.filter((pair) => pair.table.length <= depth);
  if (inKeys.length > 0 && inKeys.length === dotted.length)
    return inKeys.map((pair) => removePart(pair.key, depth - pair.table.length));
  if (path.at(-2) === name) return unwrap(document, entry);
  return movePair(document, entry, outer, quoteKey(name));
}

/** Takes one part out of a dotted key, with the dot. */
function removePart(key: readonly TomlKeyPart[], index: number): FixEdit {
  const part = key[index]?.range ?? { start: 0, end: 0 };
  const next = key[index + 1]?.range;
  const range = next
    ? { start: part.start, end: next.start }
    : { start: key[index - 1]?.range.end ?? part.start, end: part.end };
  return restated(remove(range));
}

/** `[….headers.headers]` below `[….headers]`: its header line goes, or its lines join those of the other. */
function joinHeaders(
  document: TomlDocument,
  entry: TomlEntry,
  header: TomlStatement,
  path: readonly string[],
): readonly FixEdit[] | undefined {
  if (entry.value.kind !== "table") return undefined;
  const outer = entryAt(document.root, path.slice(0, -1))?.value;
  if (outer?.kind !== "table") return undefined;
  const names = new Set(outer.entries.keys());
  if ([...entry.value.entries.keys()].some((name) => names.has(name))) return undefined;
  const index = document.statements.indexOf(header);
  const above = document.statements.slice(0, index).findLast(isHeader);
  const adjacent = above !== undefined && above.table.length === path.length - 1 && startsWith(path, above.table);
  if (adjacent) return [restated(remove(wholeLines(document.text, header.range)))];
  return moveMembers(document, entry.value, path, { path: path.slice(0, -1), table: outer });
}

/** `headers = { headers = { … } }` keeps the inner pairs. */
function unwrap(document: TomlDocument, entry: TomlEntry): readonly FixEdit[] | undefined {
  if (entry.value.kind !== "table") return undefined;
  const pairs = membersOf(document, entry.value);
  if (pairs === undefined) return undefined;
  if (pairs.length === 0) return [restated(removePair(document, entry.range))];
  const statement = statementAt(document, entry.range.start);
  const ownLine = statement?.range.start === entry.range.start;
  return [replace(entry.range, pairs.join(ownLine ? lineEndOf(document.text) : ", "))];
}

/** The pairs of a table as written; undefined when one of them is itself a table made by headers or dotted keys. */
function membersOf({ text }: TomlDocument, table: TomlTable): readonly string[] | undefined {
  const pairs: string[] = [];
  for (const { keys, value } of table.entries.values()) {
    const [key] = keys;
    if (!key || (value.kind === "table" && value.form !== "inline")) return undefined;
    pairs.push(`${text.slice(key.range.start, key.range.end)} = ${text.slice(value.range.start, value.range.end)}`);
  }
  return pairs;
}

const bodyOf = (document: TomlDocument, header: TomlStatement) => definitionIndexOf(document).bodyOf(header);

function tableLines(document: TomlDocument, header: TomlStatement) {
  const last = bodyOf(document, header).at(-1) ?? header;
  return { start: wholeLines(document.text, header.range).start, end: wholeLines(document.text, last.range).end };
}

/** Whether a comment stands in the statements, on a line of its own or behind a value. */
function commentIn({ text }: TomlDocument, statements: readonly TomlStatement[]): boolean {
  return statements.some(({ range }) => firstComment(text, range) !== undefined);
}
