import type { OffsetRange } from "../../../text/range.ts";
import { someOf } from "../../../text/someOf.ts";
import { elementsIn, textOf } from "../../../toml/access.ts";
import type { TomlArray, TomlEntry, TomlTable, TomlValue } from "../../../toml/document.ts";
import { entryKinds } from "../../schema/entryKind.ts";
import { productVocabulary, type Vocabulary } from "../../vocabulary.ts";
import type { TomlReader } from "../tomlReader.ts";
import { builtInVersions, type ParsedVersion, pinnedPolicy } from "./builtInVersions.ts";
import {
  mapEntries,
  mergeTables,
  placedAt,
  withElements,
  withEntries,
  withoutEntries,
  withValue,
} from "./mergeTables.ts";
import { detectionId, type RemovedEntries, readRemoved, refuseRemoved } from "./removedEntries.ts";

/** A policy with what it takes over from a pinned version of the built-in one. */
export interface ExtendedPolicy {
  /**
   * Everything that counts, as if it were written in one file. What is from the base has the place of the value of `extends`.
   */
  readonly root: TomlTable;
  /** Undefined for a policy that extends nothing. */
  readonly base: PolicyBase | undefined;
}

export interface PolicyBase extends ParsedVersion {
  /** Where the file names it. */
  readonly range: OffsetRange;
  readonly removed: RemovedEntries;
}

/**
 * Takes over what `extends` names. The file wins, entry by entry:
 * - `classes`: a class of the same name takes the place of that of the base. The classes of the file come first, so that they
 *   take their attributes out of those of the base.
 * - `secrets`: a pattern of the same name takes the place of that of the base.
 * - `destinations`: each key that is written takes the place of that of the base, and in `redact` each class; `forward` as a
 *   whole, for a key never goes to the endpoint of another file.
 * - `detections`, by `id`: each key that is written takes the place of that of the base; a correlation that of any other one.
 * - `hashing` key by key; `built_in_secrets` as a whole. `version` is always that of the file.
 * - `remove` names what does not count; what the base's destinations do with a removed class goes with it.
 *
 * What cannot be resolved is an error: half a policy could let through what the other half would have held back.
 */
export function extendPolicy(
  reader: TomlReader,
  root: TomlTable,
  vocabulary: Vocabulary = productVocabulary,
): ExtendedPolicy {
  const entry = root.entries.get("extends");
  if (entry === undefined) {
    refuseRemoved(reader, root);
    return { root, base: undefined };
  }
  const name = reader.string(entry.value);
  if (name === undefined) return { root, base: undefined };
  const pinned = pinnedPolicy(name);
  if (pinned === undefined) {
    const known = builtInVersions.map((version) => version.name);
    const message = `There is no policy of this name to extend; there is ${someOf(known)}. The policy is not used.`;
    reader.error("policy/extends-unknown", message, entry.value.range, { kind: "value", value: entry.value });
    return { root, base: undefined };
  }
  const base: PolicyBase = {
    ...pinned,
    range: entry.value.range,
    removed: readRemoved(reader, root, pinned, vocabulary.tables),
  };
  return { root: merged(base, root, vocabulary), base };
}

function merged({ document, range, removed }: PolicyBase, own: TomlTable, vocabulary: Vocabulary): TomlTable {
  const placed = placedAt(withoutRemoved(document.root, removed), range);
  return mergeTables(withoutEntries(placed, isOfTheFile), own, (known, mine) => mergeEntries(known, mine, vocabulary));
}

/** What a base never says for another file. */
const isOfTheFile = (name: string): boolean => name === "version" || name === "extends" || name === "remove";

function mergeEntries(base: TomlEntry, own: TomlEntry, vocabulary: Vocabulary): TomlEntry {
  switch (own.name) {
    case "classes":
      return both(base, own, mergeClasses);
    case "secrets":
    case "hashing":
      return both(base, own, mergeTables);
    case "destinations":
      return both(base, own, (one, other) =>
        mergeTables(one, other, (known, mine) => both(known, mine, mergeDestinations)),
      );
    case "detections":
      return base.value.kind === "array" && own.value.kind === "array"
        ? withValue(own, mergeDetections(base.value, own.value, vocabulary))
        : own;
    default:
      return own;
  }
}

/** Two tables as one; of anything else what the file has, which the reader then complains about. */
function both(base: TomlEntry, own: TomlEntry, merge: (base: TomlTable, own: TomlTable) => TomlTable): TomlEntry {
  return base.value.kind === "table" && own.value.kind === "table" ? withValue(own, merge(base.value, own.value)) : own;
}

/** The file's classes first, in its order; those of the base without the attributes that the file's name too. */
function mergeClasses(base: TomlTable, own: TomlTable): TomlTable {
  const taken = new Set([...own.entries.values()].flatMap(({ value }) => textsOf(value)));
  const ofBase = [...base.entries.values()]
    .filter(({ name }) => !own.entries.has(name))
    .map((entry) => withValue(entry, withoutTexts(entry.value, taken)));
  return withEntries(own, [...own.entries.values(), ...ofBase]);
}

const textsOf = (value: TomlValue): readonly unknown[] => elementsIn(value).flatMap((element) => textOf(element) ?? []);

function withoutTexts(value: TomlValue, taken: ReadonlySet<unknown>): TomlValue {
  if (value.kind !== "array") return value;
  return withElements(
    value,
    value.elements.filter((element) => element.kind !== "string" || !taken.has(element.value)),
  );
}

function mergeDestinations(base: TomlTable, own: TomlTable): TomlTable {
  return mergeTables(base, own, (known, mine) => (mine.name === "redact" ? both(known, mine, mergeTables) : mine));
}

/** Those of the base in their order, changed where the file changes them, and then the new ones. */
function mergeDetections(base: TomlArray, own: TomlArray, { correlations }: Vocabulary): TomlArray {
  const correlationKeys = correlations.map(({ key }) => key);
  const changes = new Map<string, TomlTable>();
  const others: TomlValue[] = [];
  const known = new Set(base.elements.flatMap((element) => detectionId(element) ?? []));
  for (const element of own.elements) {
    const id = detectionId(element);
    if (element.kind === "table" && id !== undefined && known.has(id) && !changes.has(id)) changes.set(id, element);
    else others.push(element);
  }
  const kept = base.elements.map((element) => {
    const change = changes.get(detectionId(element) ?? "");
    if (change === undefined || element.kind !== "table") return element;
    const isCorrelated = correlationKeys.some((key) => change.entries.has(key));
    const rest = withoutEntries(element, (name) => isCorrelated && correlationKeys.includes(name));
    return mergeTables(rest, change);
  });
  return withElements(own, [...kept, ...others]);
}

/** The base without the removed entries, and without what its destinations do with removed classes. */
function withoutRemoved(base: TomlTable, removed: RemovedEntries): TomlTable {
  return mapEntries(base, (entry) => {
    const kind = entryKinds.find((one) => one === entry.name);
    if (kind === undefined) return entry;
    const { value } = entry;
    if (value.kind === "array")
      return withValue(
        entry,
        withElements(
          value,
          value.elements.filter((element) => !removed[kind].has(detectionId(element) ?? "")),
        ),
      );
    return inTable(entry, (table) => {
      const rest = withoutEntries(table, (name) => removed[kind].has(name));
      return kind === "destinations" ? withoutClasses(rest, removed.classes) : rest;
    });
  });
}

function withoutClasses(destinations: TomlTable, classes: ReadonlySet<string>): TomlTable {
  return mapEntries(destinations, (destination) =>
    inTable(destination, (table) =>
      mapEntries(table, (entry) =>
        entry.name === "redact"
          ? inTable(entry, (redact) => withoutEntries(redact, (name) => classes.has(name)))
          : entry,
      ),
    ),
  );
}

const inTable = (entry: TomlEntry, change: (table: TomlTable) => TomlTable): TomlEntry =>
  entry.value.kind === "table" ? withValue(entry, change(entry.value)) : entry;
