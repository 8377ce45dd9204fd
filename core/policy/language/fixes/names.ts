import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { nearestName } from "../../../diagnostics/nearestName.ts";
import type { TomlDocument, TomlEntry, TomlTable } from "../../../toml/document.ts";
import { alternative, fix, quoteKey, removePair, replace } from "../../../toml/edit/edits.ts";
import type { ProblemDetail } from "../../model/policyProblem.ts";
import type { KnownName } from "../../schema/policyType.ts";
import { addEntry } from "./addEntry.ts";

/** The word that was probably meant, among those that exist in the place. */
export function meantWord(written: string, known: readonly KnownName[]): string | undefined {
  const plain = written.trim().toLowerCase();
  const same = known.find(({ name }) => name.replaceAll(/[-_]/g, "") === plain.replaceAll(/[-_\s]/g, ""));
  const foreign = known.find(({ foreignNames }) => foreignNames?.includes(plain));
  return (
    (same ?? foreign)?.name ??
    nearestName(
      written,
      known.map(({ name }) => name),
    )
  );
}

type NameDetail = Extract<ProblemDetail, { kind: "name" }>;

/** A key gets the name that was probably meant, wherever it is written; a class may also be added. */
export function renameFixes(document: TomlDocument, { table, entry, known }: NameDetail, isClass: boolean): Fix[] {
  const meant = known.length > mostCompared ? undefined : meantWord(entry.name, freeNames(known, table, entry));
  const fixes: Fix[] = [];
  if (meant !== undefined) {
    const edits = entry.keys.map(({ range }) => replace(range, quoteKey(meant)));
    fixes.push(fix(`Write ${meant}`, edits));
  }
  if (isClass) {
    const added = addEntry(document, ["classes"], [`${quoteKey(entry.name)} = []`]);
    if (added) fixes.push(alternative(`Add the class ${entry.name}`, added));
  }
  if (entry.value.kind !== "table" || entry.value.form === "inline")
    fixes.push(alternative("Remove this key", removePair(document, entry.range)));
  return fixes;
}

/** Of so many names none is looked for that was meant. */
const mostCompared = 1000;

function freeNames(known: readonly KnownName[], table: TomlTable, entry: TomlEntry): readonly KnownName[] {
  return known.filter(({ name }) => !table.entries.has(name) || mayJoin(table.entries.get(name), entry));
}

/** Two tables made of headers may become one, as long as no name stands in both. */
function mayJoin(existing: TomlEntry | undefined, added: TomlEntry): boolean {
  const [one, other] = [tableByHeaders(existing), tableByHeaders(added)];
  return one !== undefined && other !== undefined && ![...other.entries.keys()].some((name) => one.entries.has(name));
}

function tableByHeaders(entry: TomlEntry | undefined): TomlTable | undefined {
  return entry?.value.kind === "table" && entry.value.form === "implicit" ? entry.value : undefined;
}
