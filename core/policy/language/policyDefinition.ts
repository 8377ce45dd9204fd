import type { OffsetRange } from "../../text/range.ts";
import { childOf, entryAt, lastKeyOf, tableElements } from "../../toml/access.ts";
import type { TomlDocument, TomlTable } from "../../toml/document.ts";
import type { Definition } from "../../toml/language/language.ts";
import type { ParsedVersion } from "../read/extend/builtInVersions.ts";
import { detectionId } from "../read/extend/removedEntries.ts";
import { entryKinds } from "../schema/entryKind.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import { type NamedPlace, placeAt } from "./placeAt.ts";
import { policyMeaningOf } from "./policyMeaning.ts";
import { detectionAround, stringsAt } from "./policySections.ts";
import { baseOf } from "./takenOver.ts";

/** Where an entry of a policy really stands. */
export interface PolicyDefinition extends Definition {
  readonly base: ParsedVersion | undefined;
}

/**
 * Where what stands at an offset is defined: what the file takes over or changes, in the policy that it extends; a class that
 * `redact` names, in the table of classes. Undefined for what is only where it is.
 */
export function policyDefinition(
  document: TomlDocument,
  offset: number,
  vocabulary: Vocabulary = productVocabulary,
): PolicyDefinition | undefined {
  const place = placeAt(document, offset, vocabulary);
  if (place === undefined) return undefined;
  const base = baseOf(document);
  const found = (range: OffsetRange | undefined, of: ParsedVersion | undefined): PolicyDefinition | undefined =>
    range && { origin: place.range, base: of, range };
  if (place.value === undefined && policyMeaningOf(place.path, vocabulary)?.names === "classOfPolicy") {
    const path = ["classes", place.path.at(-1) ?? ""];
    return found(rangeIn(document.root, path), undefined) ?? (base && found(rangeIn(base.document.root, path), base));
  }
  return base && found(rangeInBase(document, offset, place, base), base);
}

function rangeInBase(
  document: TomlDocument,
  offset: number,
  { path, value }: NamedPlace,
  { document: { root } }: ParsedVersion,
): OffsetRange | undefined {
  const [first, second] = path;
  if (first === "extends") return { start: 0, end: 0 };
  if (first === "remove") {
    const kind = entryKinds.find((one) => one === second);
    if (kind === undefined || value === undefined) return undefined;
    return kind === "detections" ? rangeOfDetection(root, value, ["id"]) : rangeIn(root, [kind, value]);
  }
  if (first !== "detections") return value === undefined ? rangeIn(root, path) : undefined;
  const [id] = stringsAt(detectionAround(document, offset), ["detections", "id"]);
  if (id === undefined || (value !== undefined && second !== "id")) return undefined;
  return rangeOfDetection(root, id, path.slice(1, 2));
}

/** The place of a name, the first where it is written several times. */
function rangeIn(root: TomlTable, path: readonly string[]): OffsetRange | undefined {
  return entryAt(root, path)?.keys[0]?.range;
}

function rangeOfDetection(root: TomlTable, id: string, path: readonly string[]): OffsetRange | undefined {
  const table = tableElements(childOf(root, "detections")).find((element) => detectionId(element) === id);
  if (table === undefined) return undefined;
  const entry = table.entries.get(path[0] ?? "id");
  return entry && lastKeyOf(entry);
}
