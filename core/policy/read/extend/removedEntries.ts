import { someOf } from "../../../text/someOf.ts";
import { childOf, elementsIn, entriesIn, lastKeyOf, textOf } from "../../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../../toml/document.ts";
import { type EntryKind, entryKinds } from "../../schema/entryKind.ts";
import type { PolicyTables } from "../../schema/policyTables.ts";
import { readTable } from "../readTable.ts";
import type { TomlReader } from "../tomlReader.ts";
import type { ParsedVersion } from "./builtInVersions.ts";

const titles: Readonly<Record<EntryKind, string>> = {
  classes: "class",
  secrets: "secret",
  destinations: "destination",
  detections: "detection",
};

/** The names of all entries of a kind that a policy has; those of detections are their ids. */
export function entryNames(root: TomlTable, kind: EntryKind): readonly string[] {
  const value = root.entries.get(kind)?.value;
  if (kind !== "detections") return entriesIn(value).map(({ name }) => name);
  return elementsIn(value).flatMap((element) => detectionId(element) ?? []);
}

/** The id of a `[[detections]]`; undefined where none is written. */
export function detectionId(value: TomlValue): string | undefined {
  return value.kind === "table" ? textOf(childOf(value, "id")) : undefined;
}

export type RemovedEntries = Readonly<Record<EntryKind, ReadonlySet<string>>>;

/**
 * Reads `remove`, the names of entries of the base that do not count. A name that the base does not have is an error: it may
 * be misspelt, and what was to be removed would go on. So is one that the file writes as well: it cannot count and not count.
 */
export function readRemoved(
  reader: TomlReader,
  root: TomlTable,
  base: ParsedVersion,
  tables: PolicyTables,
): RemovedEntries {
  const table = reader.table(root.entries.get("remove")?.value);
  const removed = table && readTable(reader, table, tables.remove);
  const namesOf = (kind: EntryKind): ReadonlySet<string> => {
    const value = removed?.raw(kind);
    const known = entryNames(base.document.root, kind);
    const written = new Set(entryNames(root, kind));
    const names = new Set<string>();
    for (const element of value === undefined ? [] : value.kind === "string" ? [value] : reader.elements(value)) {
      const name = reader.string(element);
      if (name === undefined) continue;
      if (!known.includes(name)) {
        const named = known.map((one) => ({ name: one }));
        const has = known.length === 0 ? "it has none" : `it has ${someOf(known)}`;
        const message = `${base.name} has no ${titles[kind]} of this name; ${has}.`;
        reader.error("policy/remove-unknown", message, element.range, { kind: "word", value: element, known: named });
      } else if (written.has(name)) {
        const message = `The ${titles[kind]} ${name} is removed here, and written in this file too: leave one of them out.`;
        reader.error("policy/remove-conflict", message, element.range, { kind: "value", value: element });
      } else names.add(name);
    }
    return names;
  };
  return Object.fromEntries(entryKinds.map((kind) => [kind, namesOf(kind)])) as RemovedEntries;
}

/** `remove` says nothing where there is nothing to remove from. */
export function refuseRemoved(reader: TomlReader, root: TomlTable): void {
  const entry = root.entries.get("remove");
  if (entry === undefined) return;
  const message = "remove takes entries out of the policy that extends names, and this file has no extends.";
  reader.error("policy/remove-without-extends", message, lastKeyOf(entry), { kind: "entry", entry });
}
