import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { childOf, tableElements, textOf } from "../../../toml/access.ts";
import type { TomlDocument, TomlEntry, TomlValue } from "../../../toml/document.ts";
import { alternative, fix, insert, quoteKey, removePair, replace } from "../../../toml/edit/edits.ts";
import type { PolicyProblem, ProblemDetail } from "../../model/policyProblem.ts";
import type { Operator } from "../../operators/operator.ts";
import { builtInVersions } from "../../read/extend/builtInVersions.ts";
import type { KnownName } from "../../schema/policyType.ts";
import type { Vocabulary } from "../../vocabulary.ts";
import { actionFixes } from "./actions.ts";
import { missingKeyFixes } from "./missingKey.ts";
import { meantWord, renameFixes } from "./names.ts";
import { typeFixes } from "./types.ts";

/** The fixes of what the parser of policies finds; one is preferred only where a person would surely choose it. */
export function problemFixes(
  document: TomlDocument,
  { code, about }: PolicyProblem,
  vocabulary: Vocabulary,
): readonly Fix[] {
  switch (about?.kind) {
    case "name":
      return renameFixes(document, about, code === "policy/unknown-class");
    case "word":
      return wordFixes(about.value, about.known);
    case "action":
      return actionFixes(about.value, vocabulary.actions);
    case "missing":
      return missingKeyFixes(document, about.table, about.key, vocabulary);
    case "type":
      return typeFixes(document, about.value, about.wanted);
    case "entry":
      return code === "policy/correlation-conflict" || code === "policy/remove-without-extends"
        ? [alternative(`Remove ${about.entry.name}`, removePair(document, about.entry.range))]
        : nameFixes(document, about.entry);
    case "value":
      return valueFixes(document, code, about, vocabulary);
    default:
      return [];
  }
}

function wordFixes(value: TomlValue, known: readonly KnownName[]): readonly Fix[] {
  const meant = meantWord(String("value" in value ? value.value : ""), known);
  const write = (word: string) => replace(value.range, JSON.stringify(word));
  if (meant !== undefined) return [fix(`Write "${meant}"`, write(meant))];
  return known.map(({ name }) => alternative(`Write "${name}"`, write(name)));
}

/** A secret's name loses what it may not have; attributes of `unknown` have no better place. */
function nameFixes(document: TomlDocument, entry: TomlEntry): readonly Fix[] {
  const [key] = entry.keys;
  if (key === undefined) return [];
  if (entry.name === "unknown") return [alternative("Remove the class unknown", removePair(document, entry.range))];
  const plain = entry.name.replace(/[^A-Za-z0-9_-]+/g, "_").replace(/^_+|_+$/g, "");
  return plain === "" || isTaken(document, plain) ? [] : [fix(`Write ${plain}`, replace(key.range, quoteKey(plain)))];
}

function isTaken({ root }: TomlDocument, name: string): boolean {
  const secrets = root.entries.get("secrets")?.value;
  return secrets?.kind === "table" && secrets.entries.has(name);
}

type ValueDetail = Extract<ProblemDetail, { kind: "value" }>;

function valueFixes(
  document: TomlDocument,
  code: PolicyProblem["code"],
  { value }: ValueDetail,
  { operators }: Vocabulary,
): readonly Fix[] {
  switch (code) {
    case "policy/version-unsupported": {
      const one = replace(value.range, "1");
      const meansOne = value.kind !== "array" && value.kind !== "table" && Number(value.value) === 1;
      return value.kind === "table" || value.kind === "array"
        ? []
        : [meansOne || value.kind !== "integer" ? fix("Write 1", one) : alternative("Write 1", one)];
    }
    case "policy/attribute-in-two-classes":
      return [alternative("Remove the repetition", removePair(document, value.range))];
    case "policy/duplicate-name": {
      const id = freeId(document, textOf(value) ?? "");
      return [fix(`Write "${id}"`, replace(value.range, JSON.stringify(id)))];
    }
    case "policy/condition-empty":
      return conditionFixes(value, operators);
    case "policy/extends-unknown":
      return builtInVersions.map(({ name }) => alternative(`Write "${name}"`, replace(value.range, `"${name}"`)));
    case "policy/remove-conflict":
      return [alternative("Do not remove it", removePair(document, value.range))];
    default:
      return [];
  }
}

/** The id with the first number behind it that no detection has. */
function freeId(document: TomlDocument, id: string): string {
  const taken = takenIds(document);
  for (let number = 2; ; number++) if (!taken.has(`${id}-${number}`)) return `${id}-${number}`;
}

const idsOf = new WeakMap<TomlDocument, ReadonlySet<unknown>>();

function takenIds(document: TomlDocument): ReadonlySet<unknown> {
  const known = idsOf.get(document);
  if (known) return known;
  const detections = document.root.entries.get("detections")?.value;
  const taken = new Set<unknown>();
  for (const table of tableElements(detections)) {
    const own = textOf(childOf(table, "id"));
    if (own !== undefined) taken.add(own);
  }
  idsOf.set(document, taken);
  return taken;
}

function conditionFixes(value: TomlValue, operators: readonly Operator[]): readonly Fix[] {
  if (value.kind !== "table" || value.form !== "inline") return [];
  const attribute = value.entries.get("attribute");
  if (attribute === undefined) return [];
  const at = attribute.range.end;
  return operators.flatMap(({ key, emptyTest }) =>
    emptyTest === undefined ? [] : [alternative(`Add ${key} = ${emptyTest}`, insert(at, `, ${key} = ${emptyTest}`))],
  );
}
