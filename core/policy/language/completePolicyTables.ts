import { isHeader, startsWith } from "../../toml/access.ts";
import type { CompletionItem } from "../../toml/language/completionItem.ts";
import type { HeaderCursor } from "../../toml/language/cursor.ts";
import { placeholder } from "../../toml/language/snippetText.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { namesBelow } from "../../toml/language/writtenNames.ts";
import { isBareKey } from "../../toml/tokens.ts";
import { entryKinds } from "../schema/entryKind.ts";
import { tableHeaders } from "../schema/tableHeaders.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { describePolicyKey, policyMeaningOf } from "./policyMeaning.ts";
import { detectionAround } from "./policySections.ts";
import { baseOf, namesTakenOver } from "./takenOver.ts";

/** Names for `[…]` and `[[…]]`: the tables that may be opened here. */
export function completePolicyTables(
  surface: TomlSurface,
  offset: number,
  cursor: HeaderCursor,
  vocabulary: Vocabulary,
): CompletionItem[] {
  const proposals = cursor.ofArray
    ? arrayTables(surface, offset, vocabulary)
    : plainTables(surface, offset, vocabulary);
  return proposals.map(({ path, newText }, index) => ({
    label: path.join("."),
    kind: "table",
    documentation: documentationOf(path, vocabulary),
    range: cursor.word,
    newText: newText ?? path.join("."),
    snippet: newText !== undefined,
    sortText: String(index).padStart(2, "0"),
  }));
}

interface TableProposal {
  readonly path: readonly string[];
  readonly newText?: string;
}

function documentationOf(path: readonly string[], vocabulary: Vocabulary): string {
  const meaning = policyMeaningOf(path, vocabulary);
  return meaning === undefined ? "" : describePolicyKey(meaning.key ?? meaning.nearest);
}

/** Those inside of others belong below one of these. */
function arrayTables(surface: TomlSurface, offset: number, vocabulary: Vocabulary): readonly TableProposal[] {
  const above = tableAbove(surface, offset);
  return namedHeaders(vocabulary)
    .filter(({ isOfArray, path }) => isOfArray && (path.length === 1 || path[0] === above))
    .map(({ path }) => ({ path }));
}

/** The headers without names that the person chooses. */
function namedHeaders(
  vocabulary: Vocabulary,
): readonly { readonly path: readonly string[]; readonly isOfArray: boolean }[] {
  return tableHeaders(vocabulary).flatMap(({ path, isOfArray }) => {
    const names = path.filter((name) => name !== undefined);
    return names.length === path.length ? [{ path: names, isOfArray }] : [];
  });
}

function plainTables(surface: TomlSurface, offset: number, vocabulary: Vocabulary): readonly TableProposal[] {
  const headers = namedHeaders(vocabulary).filter(({ isOfArray }) => !isOfArray);
  const isUseful = ([name]: readonly string[]) => name !== "remove" || baseOf(surface) !== undefined;
  const single = headers.filter(({ path }) => path.length === 1 && isUseful(path) && mayOpen(surface, offset, path));
  const above = tableAbove(surface, offset);
  // of the tables that are part of an element of a list, one may be there
  const inner = headers.filter(({ path }) => path.length > 1 && path[0] === above);
  const around = detectionAround(surface, offset);
  return [
    ...single,
    ...chosenTables(surface, offset, vocabulary),
    ...(inner.every(({ path }) => mayOpen(around, offset, path)) ? inner : []),
  ];
}

/** The tables under a name that the person chooses: a new one, and what is in those that there are. */
function chosenTables(surface: TomlSurface, offset: number, vocabulary: Vocabulary): readonly TableProposal[] {
  const chosen = tableHeaders(vocabulary).filter(({ path }) => path.includes(undefined));
  const roots = chosen.flatMap(({ path: [root, name, ...rest] }) =>
    root !== undefined && name === undefined && rest.length === 0 ? [root] : [],
  );
  return roots.flatMap((root) => {
    const takenOver = entryKinds.flatMap((kind) => (kind === root ? namesTakenOver(surface, kind) : []));
    const written = namesBelow(surface, [root], offset);
    const names = [...new Set([...written, ...takenOver])].filter(isBareKey);
    const known = names.flatMap((name) =>
      chosen
        .filter(({ path }) => path[0] === root && (path.length > 2 || takenOver.includes(name)))
        .map(({ path }) => ({ path: path.map((part) => part ?? name) })),
    );
    return [
      { path: [root, "…"], newText: `${root}.${placeholder(1, "name")}` },
      ...known.filter(({ path }) => mayOpen(surface, offset, path)),
    ];
  });
}

/** The first name of the header above. */
function tableAbove({ statements }: TomlSurface, offset: number): string | undefined {
  const above = statements.findLast(
    ({ kind, range, table }) => range.end < offset && isHeader({ kind }) && table.length > 0,
  );
  return above?.table[0];
}

/** Not where the table is open already, or written in another form. */
function mayOpen({ statements }: TomlSurface, offset: number, path: readonly string[]): boolean {
  return statements.every(({ kind, table, key, range }) => {
    if ((range.start <= offset && offset <= range.end) || key.length === 0) return true;
    if (isHeader({ kind })) return !(table.length === path.length && startsWith(table, path));
    const full = [...table, ...key.map(({ text }) => text)];
    return !startsWith(path, full) && !(path.length > table.length && startsWith(full, path));
  });
}
