import { backends, endpointsOf } from "../../config/backends/backends.ts";
import { TabStops } from "../../config/language/exporterForms.ts";
import { events } from "../../events/catalogue.ts";
import type { CompletionItem } from "../../toml/language/completionItem.ts";
import type { ValueCursor } from "../../toml/language/cursor.ts";
import { literal, placeholder } from "../../toml/language/snippetText.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import type { Action } from "../actions/action.ts";
import { entryNames } from "../read/extend/removedEntries.ts";
import { entryKinds } from "../schema/entryKind.ts";
import { elementType, type PolicyType } from "../schema/policyType.ts";
import { tableKeys } from "../schema/tableKeys.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { attributesOfEvent, catalogueAttributes, policyAttributeDefinition } from "./catalogueNames.ts";
import { variableFor } from "./completePolicyKeys.ts";
import { describeCatalogueAttribute, describeCatalogueEvent } from "./describeCatalogue.ts";
import { valuesOf } from "./knownValues.ts";
import { policyMeaningOf } from "./policyMeaning.ts";
import { eventsSpokenOf, inlineText, stringsAt } from "./policySections.ts";
import { policyValueSnippet } from "./policySnippets.ts";
import { baseOf, namesTakenOver } from "./takenOver.ts";

/** Values that may stand at the cursor; what stands in the same list already is not proposed again. */
export function completePolicyValues(
  surface: TomlSurface,
  offset: number,
  cursor: ValueCursor,
  vocabulary: Vocabulary,
): CompletionItem[] {
  const meaning = policyMeaningOf(cursor.path, vocabulary);
  if (meaning === undefined || cursor.scalar?.quote.length === 3) return [];
  const { type } = meaning;
  const inBrackets = type.kind === "many" && !cursor.inArray;
  const quote = cursor.scalar?.quote ?? "";
  // A list is wanted, but a string is being typed: the list is the fix of that, not the proposal.
  if (inBrackets && quote !== "") return [];
  const place: ValuePlace = { surface, offset, cursor, vocabulary, isNamed: meaning.key === undefined };
  return proposalsFor(elementType(type), place)
    .filter(({ isTable }) => !isTable || quote === "")
    .map(({ label, detail, documentation, newText, rank = 0, isTable }, index) => ({
      label,
      kind: isTable ? "snippet" : "value",
      ...(detail === undefined ? {} : { detail }),
      ...(documentation === undefined ? {} : { documentation }),
      range: cursor.word,
      newText: inBrackets ? `[${newText}]` : newText,
      snippet: true,
      filterText: `${quote}${label.replace(/^"|"$/g, "")}${quote}`,
      sortText: `${rank}${String(index).padStart(3, "0")}`,
    }));
}

interface ValuePlace {
  readonly surface: TomlSurface;
  readonly offset: number;
  readonly cursor: ValueCursor;
  readonly vocabulary: Vocabulary;
  /** Whether the name of the value is not of the language, but one that the person chooses. */
  readonly isNamed: boolean;
}

interface Proposal {
  readonly label: string;
  readonly detail?: string;
  readonly documentation?: string;
  /** As a snippet. */
  readonly newText: string;
  /** Smaller comes first. */
  readonly rank?: number;
  /** A table or another form that cannot stand inside of quotes. */
  readonly isTable?: boolean;
}

function quoted(text: string, rest: Partial<Proposal> = {}): Proposal {
  const label = JSON.stringify(text);
  return { label, newText: literal(label), ...rest };
}

function proposalsFor(type: PolicyType, place: ValuePlace): readonly Proposal[] {
  switch (type.kind) {
    case "word":
      return type.words
        .filter(({ name }) => !listed(place).has(name))
        .map(({ name, documentation }) => quoted(name, { documentation }));
    case "boolean":
      return ["true", "false"].map((word) => ({ label: word, newText: word, isTable: true }));
    case "action":
      return place.vocabulary.actions.all.map(actionProposal);
    case "eventGlob":
      return eventProposals(place);
    case "attributeGlob":
      return classAttributes(place);
    case "attribute":
      return attributeProposals(place);
    case "scalar":
      return knownValues(place);
    case "environmentVariable":
      return variables(place);
    case "endpoint":
      return endpoints();
    case "table":
      return type.keys === "condition" ? conditionForms(place.vocabulary) : [];
    case "named":
      return type.names === "eventAttribute" ? [sampleEvent(place)] : [];
    case "string":
      return namesOfBase(place);
    case "integer":
      return place.cursor.path.length === 1 ? [{ label: "1", newText: "1", isTable: true }] : [];
    default:
      return [];
  }
}

function actionProposal({ kind, documentation, proposedBytes }: Action): Proposal {
  if (proposedBytes === undefined) return quoted(kind, { documentation });
  return {
    label: `{ ${kind} = … }`,
    newText: `{ ${literal(kind)} = ${placeholder(1, String(proposedBytes))} }`,
    documentation,
    isTable: true,
  };
}

const conditionForms = (vocabulary: Vocabulary): readonly Proposal[] => [
  ...vocabulary.operators.flatMap(({ key, type, example, starter }) => {
    if (starter === undefined) return [];
    const stops = new TabStops();
    const attribute = placeholder(stops.next(), starter.attribute);
    return [
      {
        label: `{ attribute = …, ${key} = … }`,
        newText: `{ attribute = "${attribute}", ${key} = ${policyValueSnippet(type, example, vocabulary, stops)} }`,
        documentation: starter.documentation,
        isTable: true,
      },
    ];
  }),
  ...tableKeys("condition", vocabulary).flatMap(({ name, standsAlone, type, documentation, example }) =>
    standsAlone
      ? [
          {
            label: `{ ${name} = ${type.kind === "many" ? "[ … ]" : "{ … }"} }`,
            newText: `{ ${name} = ${filledIn(example)} }`,
            documentation,
            isTable: true,
          },
        ]
      : [],
  ),
];

/** An example with each of its texts to be typed over. */
function filledIn(example: string): string {
  const stops = new TabStops();
  return example
    .split(/"([^"]*)"/)
    .map((part, i) => (i % 2 === 0 ? literal(part) : `"${placeholder(stops.next(), part)}"`))
    .join("");
}

/** What the list around the cursor has already, besides what is being typed. */
function listed({ surface, cursor }: ValuePlace): ReadonlySet<string> {
  if (!cursor.inArray) return new Set();
  const typed = surface.text.slice(cursor.word.start, cursor.word.end).replace(/^["']|["']$/g, "");
  const all = [...stringsAt(surface, cursor.path)];
  const own = all.indexOf(typed);
  if (own >= 0) all.splice(own, 1);
  return new Set(all);
}

function eventProposals(place: ValuePlace): readonly Proposal[] {
  // Several detections share one path: what one of them names may stand in the others.
  const there = place.cursor.path[0] === "detections" ? new Set<string>() : listed(place);
  return [
    ...events.map((event) =>
      quoted(event.name, {
        detail: event.title,
        documentation: describeCatalogueEvent(event),
        rank: event.basic ? 0 : 1,
      }),
    ),
    quoted("codex.*", { detail: "every event of Codex", documentation: "Not the notes of other libraries.", rank: 2 }),
    quoted("*", { detail: "everything", documentation: "Also the notes of other libraries.", rank: 2 }),
  ].filter(({ label }) => !there.has(JSON.parse(label)));
}

function attributeProposal(name: string, rank: number, why?: string): Proposal[] {
  const definition = policyAttributeDefinition(name);
  if (definition === undefined) return [];
  const documentation = describeCatalogueAttribute(name, definition);
  return [quoted(name, { detail: why ?? definition.class, documentation, rank })];
}

/** Attributes that no class names yet, those of the class's own name first. */
function classAttributes({ surface, cursor }: ValuePlace): readonly Proposal[] {
  const typed = surface.text.slice(cursor.word.start, cursor.word.end).replace(/^["']|["']$/g, "");
  const taken = new Set(stringsAt(surface, ["classes", undefined]));
  return catalogueAttributes
    .filter(({ name }) => name === typed || !taken.has(name))
    .flatMap(({ name, definition }) => attributeProposal(name, definition.class === cursor.path.at(-1) ? 0 : 1));
}

/** Attributes of the events that are spoken of, then all others. */
function attributeProposals({ surface, offset, cursor, vocabulary }: ValuePlace): readonly Proposal[] {
  const spokenOf = eventsSpokenOf(surface, offset, cursor.path, vocabulary);
  const own = spokenOf.length === events.length ? [] : [...new Set(spokenOf.flatMap(({ attributes }) => attributes))];
  const common = [...new Set(spokenOf.flatMap(attributesOfEvent))].filter((name) => !own.includes(name));
  const near = new Set([...own, ...common]);
  const identifiers = cursor.path.at(-1) === "on";
  const rankOf = (name: string, rank: number) =>
    identifiers && policyAttributeDefinition(name)?.class !== "identifier" ? rank + 4 : rank;
  return [
    ...own.flatMap((name) => attributeProposal(name, rankOf(name, 0))),
    ...common.flatMap((name) => attributeProposal(name, rankOf(name, 1))),
    ...catalogueAttributes
      .filter(({ name }) => !near.has(name))
      .flatMap(({ name }) => attributeProposal(name, rankOf(name, 2))),
  ];
}

/** Values of the attribute that the condition, or the sample, speaks of. */
function knownValues({ surface, cursor, isNamed }: ValuePlace): readonly Proposal[] {
  const attribute = isNamed ? cursor.path.at(-1) : inlineText(surface.text, cursor.inline, "attribute");
  return attribute === undefined ? [] : valuesOf(attribute).map((value) => quoted(value, { detail: attribute }));
}

function variables({ cursor }: ValuePlace): readonly Proposal[] {
  const [root, destination = "", , , header = ""] = cursor.path;
  const name = root === "hashing" ? "CODEX_OTEL_HASH_SALT" : variableFor(destination, header);
  const documentation = "The **name** of an environment variable, never the value.";
  return name === "" ? [] : [quoted(name, { documentation })];
}

/** In `remove`, and as the id of a detection: what the policy that is extended has. */
function namesOfBase(place: ValuePlace): readonly Proposal[] {
  const { surface, cursor } = place;
  const [first, second] = cursor.path;
  const base = baseOf(surface);
  if (base === undefined) return [];
  const kind = entryKinds.find((one) => one === second);
  if (first === "remove" && kind !== undefined)
    return entryNames(base.document.root, kind)
      .filter((name) => !listed(place).has(name))
      .map((name) => quoted(name, { detail: base.name }));
  return first === "detections" && second === "id" && cursor.path.length === 2
    ? namesTakenOver(surface, "detections").map((name) => quoted(name, { detail: base.name }))
    : [];
}

function endpoints(): readonly Proposal[] {
  const proposals = backends.flatMap((backend) =>
    (["otlp-grpc", "otlp-http"] as const).flatMap((variant) =>
      endpointsOf(backend, variant, "logs").map((endpoint) =>
        quoted(endpoint, { detail: backend.label, documentation: backend.documentation }),
      ),
    ),
  );
  return proposals.filter(({ label }, index) => proposals.findIndex((other) => other.label === label) === index);
}

function sampleEvent({ surface, offset, cursor, vocabulary }: ValuePlace): Proposal {
  const [event] = eventsSpokenOf(surface, offset, cursor.path, vocabulary);
  return {
    label: '{ "event.name" = … }',
    newText: `{ "event.name" = "${placeholder(1, event?.name ?? "codex.tool_result")}" }`,
    documentation: "One event with its attributes.",
    isTable: true,
  };
}
