import type { TextEdit } from "../../../text/range.ts";
import { tableAt } from "../../../toml/access.ts";
import type { TomlDocument, TomlTable, TomlValue } from "../../../toml/document.ts";
import { addPair, lineEndOf } from "../../../toml/edit/edits.ts";

/**
 * Adds `key = value` pairs to the table at a path, in the form that the table has; undefined when there is none. A table
 * made by dotted keys or deeper headers takes one pair, which the caller gives alone.
 */
export function addEntry(
  document: TomlDocument,
  path: readonly string[],
  pairs: readonly string[],
): TextEdit | undefined {
  const table = tableAt(document.root, path);
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

/** The path of a table of the tree; lists are passed through. Undefined when it is not part of it. */
export function pathOfTable(document: TomlDocument, wanted: TomlTable): readonly string[] | undefined {
  const places = placesIn(document);
  const path: string[] = [];
  for (let place = places.get(wanted); place !== undefined; place = places.get(place.parent)) {
    if (place.name === undefined) return path.reverse();
    path.push(place.name);
  }
  return undefined;
}

/** Where a table stands; the file itself has no name. */
interface TablePlace {
  readonly parent: TomlTable;
  readonly name: string | undefined;
}

const placesOf = new WeakMap<TomlDocument, ReadonlyMap<TomlTable, TablePlace>>();

const deepest = 64;

/** The places of all tables, found in one walk when the first is asked for. */
function placesIn(document: TomlDocument): ReadonlyMap<TomlTable, TablePlace> {
  const known = placesOf.get(document);
  if (known) return known;
  const places = new Map<TomlTable, TablePlace>();
  const visit = (value: TomlValue, parent: TomlTable, name: string | undefined, depth: number): void => {
    if (depth > deepest) return;
    if (value.kind === "array") for (const element of value.elements) visit(element, parent, name, depth + 1);
    if (value.kind !== "table") return;
    places.set(value, { parent, name });
    for (const entry of value.entries.values()) visit(entry.value, value, entry.name, depth + 1);
  };
  visit(document.root, document.root, undefined, 0);
  placesOf.set(document, places);
  return places;
}
