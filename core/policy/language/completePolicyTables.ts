import type { TomlStatement } from "../../toml/document.ts";
import type { CompletionItem } from "../../toml/language/completionItem.ts";
import type { HeaderCursor } from "../../toml/language/cursor.ts";
import { placeholder } from "../../toml/language/snippetText.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { namesBelow, startsWith } from "../../toml/language/writtenNames.ts";
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
  const proposals = cursor.ofArray ? arrayTables(surface, offset) : plainTables(surface, offset, vocabulary);
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

function arrayTables(surface: TomlSurface, offset: number): readonly TableProposal[] {
  const inDetection = hasDetectionAbove(surface, offset);
  return [{ path: ["detections"] }, ...(inDetection ? [{ path: ["detections", "samples"] }] : [])];
}

function plainTables(surface: TomlSurface, offset: number, vocabulary: Vocabulary): readonly TableProposal[] {
  const takenOver = namesTakenOver(surface, "destinations");
  const written = namesBelow(surface, ["destinations"], offset);
  const names = [...new Set([...written, ...takenOver])].filter((name) => /^[A-Za-z0-9_-]+$/.test(name));
  const proposals: TableProposal[] = [
    ...["classes", "hashing", "secrets", ...(baseOf(surface) ? ["remove"] : [])].map((name) => ({ path: [name] })),
    ...names.flatMap((name) => [
      ...(takenOver.includes(name) ? [{ path: ["destinations", name] }] : []),
      { path: ["destinations", name, "redact"] },
      { path: ["destinations", name, "forward"] },
      { path: ["destinations", name, "forward", "headers_env"] },
      { path: ["destinations", name, "forward", "tls"] },
    ]),
  ].filter(({ path }) => mayOpen(surface, offset, path));
  const correlations = vocabulary.correlations.map(({ key }): TableProposal => ({ path: ["detections", key] }));
  const detection = detectionAround(surface, offset);
  const mayCorrelate =
    hasDetectionAbove(surface, offset) && correlations.every(({ path }) => mayOpen(detection, offset, path));
  return [
    ...proposals.filter(({ path }) => path.length === 1),
    { path: ["destinations", "…"], newText: `destinations.${placeholder(1, "name")}` },
    ...proposals.filter(({ path }) => path.length > 1),
    ...(mayCorrelate ? correlations : []),
  ];
}

function hasDetectionAbove({ statements }: TomlSurface, offset: number): boolean {
  const above = statements.findLast(
    ({ kind, range, table }) => range.end < offset && isHeader(kind) && table.length > 0,
  );
  return above?.table[0] === "detections";
}

/** Not where the table is open already, or written in another form. */
function mayOpen({ statements }: TomlSurface, offset: number, path: readonly string[]): boolean {
  return statements.every(({ kind, table, key, range }) => {
    if ((range.start <= offset && offset <= range.end) || key.length === 0) return true;
    if (isHeader(kind)) return !(table.length === path.length && startsWith(table, path));
    const full = [...table, ...key.map(({ text }) => text)];
    return !startsWith(path, full) && !(path.length > table.length && startsWith(full, path));
  });
}

function isHeader(kind: TomlStatement["kind"]): boolean {
  return kind === "header" || kind === "array-header";
}
