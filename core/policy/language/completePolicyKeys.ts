import { backendOf, backends, headersFor } from "../../config/backends/backends.ts";
import type { AttributeDefinition } from "../../events/catalogueTypes.ts";
import type { CompletionItem } from "../../toml/language/completionItem.ts";
import type { KeyCursor } from "../../toml/language/cursor.ts";
import { choice, literal, placeholder } from "../../toml/language/snippetText.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { namesBelow } from "../../toml/language/writtenNames.ts";
import { isBareKey } from "../../toml/tokens.ts";
import { unknownClass } from "../model/policyModel.ts";
import { secretMark } from "../model/secretDefinition.ts";
import { builtInSecrets } from "../read/builtInSecrets.ts";
import { loadDefaultPolicy } from "../read/defaultPolicy.ts";
import { elementType, type PolicyKey, type PolicyType } from "../schema/policyType.ts";
import { tableHeaders } from "../schema/tableHeaders.ts";
import { isCondition, isTable, keysOf, tableKeys } from "../schema/tableKeys.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { attributesOfEvent, catalogueAttributes, nameList, policyAttributeDefinition } from "./catalogueNames.ts";
import { describeCatalogueAttribute } from "./describeCatalogue.ts";
import { valuesOf } from "./knownValues.ts";
import { describePolicyKey, policyMeaningOf, policyTypeWords } from "./policyMeaning.ts";
import { detectionAround, eventsSpokenOf, inlineText, sectionAround, stringsAt } from "./policySections.ts";
import { policyValueSnippet, tableSnippets } from "./policySnippets.ts";
import { baseOf, namesTakenOver } from "./takenOver.ts";
import { usualAction } from "./usualAction.ts";

/** Keys that are still missing, the required ones first, names that may be meant, and whole tables. */
export function completePolicyKeys(
  surface: TomlSurface,
  offset: number,
  cursor: KeyCursor,
  vocabulary: Vocabulary,
): CompletionItem[] {
  const meaning = policyMeaningOf(cursor.path, vocabulary);
  const place: KeyPlace = { surface, offset, cursor, vocabulary, written: writtenNames(surface, offset, cursor) };
  const tables = wholeTables(place);
  if (meaning === undefined) return tables;
  const type = elementType(meaning.type);
  const proposals = type.kind === "named" ? [...names(place, type), ...keys(place, type)] : keys(place, type);
  return [...proposals.map((proposal, index) => toItem(place, proposal, index)), ...tables];
}

interface KeyPlace {
  readonly surface: TomlSurface;
  readonly offset: number;
  readonly cursor: KeyCursor;
  readonly vocabulary: Vocabulary;
  readonly written: ReadonlySet<string>;
}

type NamedType = Extract<PolicyType, { kind: "named" }>;

interface KeyProposal {
  readonly label: string;
  readonly detail: string;
  readonly documentation: string;
  /** The value as a snippet. */
  readonly value: string;
  /** Smaller comes first. */
  readonly rank: number;
}

/** What stands already in the same table: for a list of tables only that one counts. */
function writtenNames(surface: TomlSurface, offset: number, cursor: KeyCursor): ReadonlySet<string> {
  const { path, place, siblings } = cursor;
  if (place === "inline") return new Set(siblings);
  if (path[0] !== "detections") return namesBelow(surface, path, offset);
  const around = path[1] === "samples" ? sectionAround(surface, offset) : detectionAround(surface, offset);
  return namesBelow(around, path, offset);
}

function toItem({ surface, cursor }: KeyPlace, proposal: KeyProposal, index: number): CompletionItem {
  const { word, complete } = cursor;
  const { label, detail, documentation, value, rank } = proposal;
  const quote = /^["']/.exec(surface.text.slice(word.start, word.end))?.[0] ?? "";
  const name = literal(isBareKey(label) ? label : JSON.stringify(label));
  return {
    label,
    kind: "option",
    detail,
    documentation,
    range: word,
    newText: complete ? name : `${name} = ${value}`,
    snippet: true,
    ...(quote === "" ? {} : { filterText: `${quote}${label}${quote}` }),
    sortText: `${rank}${String(index).padStart(3, "0")}`,
  };
}

function keys(place: KeyPlace, type: PolicyType): readonly KeyProposal[] {
  const free = keysOf(type, place.vocabulary).filter((key) => !place.written.has(key.name) && !isOwnTable(place, key));
  return (isCondition(type) ? conditionKeysFor(place, free) : free).map((key) => ({
    label: key.name,
    detail: policyTypeWords(key.type, place.vocabulary),
    documentation: describePolicyKey(key),
    value: comparedValue(place, key) ?? policyValueSnippet(key.type, key.example, place.vocabulary),
    rank: key.required || key.name === "attribute" ? 0 : 1,
  }));
}

/** The tables of the file itself are written with headers; `wholeTables` has these. */
function isOwnTable({ cursor }: KeyPlace, { type }: PolicyKey): boolean {
  return cursor.path.length === 0 && cursor.place === "line" && isTable(type);
}

/** What the attribute of a condition is usually compared with. */
function comparedValue({ surface, cursor }: KeyPlace, { type }: PolicyKey): string | undefined {
  if (elementType(type).kind !== "scalar") return undefined;
  const attribute = inlineText(surface.text, cursor.inline, "attribute");
  const values = attribute === undefined ? [] : valuesOf(attribute);
  return values.length === 0
    ? undefined
    : `"${values.length > 1 ? choice(1, values) : placeholder(1, values[0] ?? "")}"`;
}

/** Some keys stand alone; tests stand beside an attribute. */
function conditionKeysFor({ written, vocabulary }: KeyPlace, free: readonly PolicyKey[]): readonly PolicyKey[] {
  const all = tableKeys("condition", vocabulary);
  if (all.some(({ name, standsAlone }) => standsAlone && written.has(name))) return [];
  const isTest = ({ name }: PolicyKey) => vocabulary.operators.some(({ key }) => key === name);
  if (written.has("attribute")) return free.filter(isTest);
  return written.size > 0 ? free.filter(({ standsAlone }) => !standsAlone) : free;
}

function names(place: KeyPlace, { names, of }: NamedType): readonly KeyProposal[] {
  switch (names) {
    case "class":
      return classNames(place);
    case "classOfPolicy":
      return redactions(place, of);
    case "secret":
      return secretNames(place);
    case "header":
      return headerNames(place);
    case "eventAttribute":
      return sampleAttributes(place);
    case "destination":
      return [];
  }
}

/** The classes of the catalogue and of the built-in policy, with the attributes that Codex sends. */
function classNames({ written }: KeyPlace): readonly KeyProposal[] {
  return loadDefaultPolicy()
    .classes.filter(({ name }) => !written.has(name))
    .map(({ name }) => {
      const attributes = catalogueAttributes.filter(({ definition }) => definition.class === name);
      const own = attributes.map((attribute) => attribute.name);
      const short = own.length > 0 && own.length <= 8;
      const list = short
        ? own.map((one) => literal(JSON.stringify(one))).join(", ")
        : `"${placeholder(1, own[0] ?? name)}"`;
      return {
        label: name,
        detail: "data class",
        documentation:
          own.length === 0 ? "Codex sends nothing of this class by design." : `Codex sends ${nameList(own)}.`,
        value: `[${list}]`,
        rank: 0,
      };
    });
}

/** With more classes than these their attributes are not listed: each list is looked for in the whole text. */
const mostDescribedClasses = 200;

function redactions({ surface, vocabulary, written }: KeyPlace, type: PolicyType): readonly KeyProposal[] {
  const takenOver = new Set(namesTakenOver(surface, "classes"));
  const own = [...new Set([...namesBelow(surface, ["classes"], -1), ...takenOver])];
  const areDescribed = own.length <= mostDescribedClasses;
  return [...own, unknownClass]
    .filter((name) => !written.has(name))
    .map((name) => {
      const attributes = areDescribed ? stringsAt(surface, ["classes", name]) : [];
      const isTakenOver = attributes.length === 0 && takenOver.has(name);
      return {
        label: name,
        detail: name === unknownClass ? "what no class names" : "data class",
        documentation:
          name === unknownClass
            ? "Every attribute that no class names: what a new version of Codex brings."
            : areDescribed
              ? isTakenOver
                ? "Taken over from the policy that this one extends."
                : `Covers ${nameList(attributes)}.`
              : "A class of this policy.",
        value: policyValueSnippet(type, usualAction(name) ?? "", vocabulary),
        rank: 0,
      };
    });
}

/** The built-in patterns, to be replaced one by one, or to be taken over where they don't count. */
function secretNames({ written }: KeyPlace): readonly KeyProposal[] {
  return builtInSecrets()
    .filter(({ name, pattern }) => !written.has(name) && !pattern.includes("'"))
    .map(({ name, pattern }) => ({
      label: name,
      detail: "takes the place of the built-in pattern",
      documentation: `What matches is replaced by \`${secretMark(name)}\`.`,
      value: `'${literal(pattern)}'`,
      rank: 0,
    }));
}

function headerNames({ surface, cursor, written }: KeyPlace): readonly KeyProposal[] {
  const [, destination = ""] = cursor.path;
  const [endpoint] = stringsAt(surface, ["destinations", destination, "forward", "endpoint"]);
  const backend = endpoint === undefined ? undefined : backendOf(endpoint);
  const known = backend === undefined ? backends : [backend];
  const proposals = known.flatMap((one) =>
    headersFor(one, "logs").map((header) => ({
      label: header.name,
      detail: header.required ? one.label : `${one.label}, optional`,
      documentation: header.documentation,
      value: `"${placeholder(1, variableFor(destination, header.name))}"`,
      rank: header.required ? 0 : 1,
    })),
  );
  return proposals.filter(
    ({ label }, index) =>
      !written.has(label) &&
      proposals.findIndex((other) => other.label.toLowerCase() === label.toLowerCase()) === index,
  );
}

/** A name for the environment variable that holds a header of a destination. */
export function variableFor(destination: string, header: string): string {
  return `${destination}_${header}`
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .replace(/^(?=\d)/, "_");
}

/** The attributes of a sample's event: its name first, then what the events of the detection carry. */
function sampleAttributes({ surface, offset, cursor, vocabulary, written }: KeyPlace): readonly KeyProposal[] {
  const events = eventsSpokenOf(surface, offset, cursor.path, vocabulary);
  const own = new Set(["event.name", ...events.flatMap(attributesOfEvent)]);
  const all = [...own, ...catalogueAttributes.map(({ name }) => name).filter((name) => !own.has(name))];
  return all.flatMap((name) => {
    const definition = policyAttributeDefinition(name);
    if (definition === undefined || written.has(name)) return [];
    const values = name === "event.name" ? events.map((event) => event.name) : valuesOf(name);
    return [
      {
        label: name,
        detail: definition.class,
        documentation: describeCatalogueAttribute(name, definition),
        value: valueOfSample(definition, values),
        rank: name === "event.name" ? 0 : own.has(name) ? 1 : 2,
      },
    ];
  });
}

function valueOfSample({ types: [type] }: AttributeDefinition, values: readonly string[]): string {
  if (type === "int" || type === "double") return placeholder(1, "0");
  if (type === "bool") return choice(1, ["true", "false"]);
  return `"${values.length > 1 ? choice(1, values) : placeholder(1, values[0] ?? "")}"`;
}

/** The tables that a policy has once. */
function singleTables(vocabulary: Vocabulary) {
  const keys = tableKeys("policy", vocabulary);
  return tableHeaders(vocabulary).flatMap(({ path: [name, ...rest], isOfArray }) => {
    const key = rest.length > 0 || isOfArray ? undefined : keys.find((one) => one.name === name);
    return key === undefined ? [] : [{ name: key.name, documentation: key.documentation }];
  });
}

/** Tables that may begin on this line. */
function wholeTables({ surface, cursor, offset, vocabulary }: KeyPlace): CompletionItem[] {
  const { place, complete, word } = cursor;
  if (place !== "line" || complete || !beginsLine(surface.text, word.start)) return [];
  const inDetection = sectionAround(surface, offset).statements[0]?.table[0] === "detections";
  const { destination, detection, sample } = tableSnippets(vocabulary);
  const lineEnd = surface.text.includes("\r\n") ? "\r\n" : "\n";
  const opened = namesBelow(surface, [], offset);
  const isUseful = (name: string) => !opened.has(name) && (name !== "remove" || baseOf(surface) !== undefined);
  const single = singleTables(vocabulary)
    .filter(({ name }) => isUseful(name))
    .map(({ name, documentation }) => ({
      label: `[${name}]`,
      filterText: name,
      documentation,
      lines: [`[${name}]`, ""],
    }));
  return [...single, destination, detection, ...(inDetection ? [sample] : [])].map((table, index) => ({
    label: table.label,
    kind: "snippet",
    documentation: table.documentation,
    range: word,
    newText: table.lines.join(lineEnd),
    snippet: true,
    filterText: table.filterText,
    sortText: `3${index}`,
  }));
}

function beginsLine(text: string, offset: number): boolean {
  let start = offset;
  while (start > 0 && /[ \t\ufeff]/.test(text[start - 1] ?? "")) start--;
  return start === 0 || /[\r\n]/.test(text[start - 1] ?? "");
}
