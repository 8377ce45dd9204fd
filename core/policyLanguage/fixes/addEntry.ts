import { addPair, lineEndOf } from "../../codex/fixes/edits.ts";
import type { TextEdit } from "../../text/range.ts";
import type { TomlDocument, TomlTable, TomlValue } from "../../toml/document.ts";

/**
 * Adds `key = value` pairs to the table at a path, in the form that the table has; undefined when there is none. A table
 * made by dotted keys or deeper headers takes one pair, which the caller gives alone.
 */
export function addEntry(
  document: TomlDocument,
  path: readonly string[],
  pairs: readonly string[],
): TextEdit | undefined {
  const table = tableAt(document, path);
  if (table === undefined || pairs.length === 0) return undefined;
  return addPairs(document, table, path, pairs);
}

/** The same for a table that is known already. */
export function addPairs(
  document: TomlDocument,
  table: TomlTable,
  path: readonly string[],
  pairs: readonly string[],
): TextEdit | undefined {
  if (table.form === "inline") return addPair(document, table, path, pairs.join(", "));
  if (table.form === "dotted" || table.form === "implicit") {
    const [first] = pairs;
    return pairs.length === 1 && first !== undefined ? addPair(document, table, path, first) : undefined;
  }
  return addPair(document, table, path, pairs.join(lineEndOf(document.text)));
}

function tableAt({ root }: TomlDocument, path: readonly string[]): TomlTable | undefined {
  let value: TomlValue | undefined = root;
  for (const name of path) value = value?.kind === "table" ? value.entries.get(name)?.value : undefined;
  return value?.kind === "table" ? value : undefined;
}

/** The path of a table of the tree; lists are passed through. Undefined when it is not part of it. */
export function pathOfTable({ root }: TomlDocument, wanted: TomlTable): readonly string[] | undefined {
  const visit = (value: TomlValue, path: readonly string[], depth: number): readonly string[] | undefined => {
    if (value === wanted) return path;
    if (depth > deepest) return undefined;
    if (value.kind === "array") return firstOf(value.elements, (element) => visit(element, path, depth + 1));
    if (value.kind !== "table") return undefined;
    return firstOf(value.entries.values(), (entry) => visit(entry.value, [...path, entry.name], depth + 1));
  };
  return visit(root, [], 0);
}

const deepest = 64;

function firstOf<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
