import { attributeDefinition, type EventDefinition } from "../../../events/catalogue.ts";
import type { OffsetRange } from "../../../text/range.ts";
import type { TomlTable, TomlValue } from "../../../toml/document.ts";
import { attributesOfEvent, eventsMatching, eventsMatchingAny } from "../catalogueNames.ts";
import { operatorNames } from "../conditionKeys.ts";
import { correlationTables } from "../correlationTables.ts";
import { childOf, type PolicyReporter, tableElements, tablesIn, textOf, writtenTexts } from "./policyReporter.ts";

/** Conditions that no event can meet: what they guard is never sent and never found. */
export function checkConditions(reporter: PolicyReporter): void {
  const { document } = reporter;
  const destinations = tablesIn(childOf(document.root, "destinations")).map(({ table }) => ({
    table,
    key: "receives",
  }));
  const detections = tableElements(childOf(document.root, "detections"))
    .flatMap((table) => [table, ...correlationTables(table)])
    .map((table) => ({ table, key: "event" }));
  for (const { table, key } of [...destinations, ...detections]) {
    const matched = eventsMatchingAny(writtenTexts(childOf(table, key)));
    for (const { range, message } of impossible(childOf(table, "when"), matched))
      reporter.report("policy/condition-never-holds", range, message);
  }
}

interface Impossible {
  readonly range: OffsetRange;
  readonly message: string;
}

/** What keeps conditions that must all hold from ever holding. Nothing is said about `not`. */
function impossible(value: TomlValue | undefined, events: readonly EventDefinition[]): readonly Impossible[] {
  if (value === undefined) return [];
  if (value.kind === "array") return value.elements.flatMap((element) => impossible(element, events));
  if (value.kind !== "table") return [];
  const any = childOf(value, "any");
  if (any?.kind === "array") {
    const found = any.elements.map((element) => impossible(element, events));
    return found.length > 0 && found.every((one) => one.length > 0) ? found.flat() : [];
  }
  return contradiction(value) ?? absentAttribute(value, events) ?? [];
}

/** Tests that an absent attribute does not pass. */
const needsValue = ["equals", "matches", "greater_than", "less_than", "version_below"];

function contradiction(table: TomlTable): readonly Impossible[] | undefined {
  const exists = childOf(table, "exists");
  const test = needsValue.find((name) => table.entries.has(name));
  if (exists?.kind === "boolean" && exists.value === false && test !== undefined)
    return [{ range: table.range, message: `An attribute that is not there cannot pass ${test}: this never holds.` }];
  const above = numberOf(childOf(table, "greater_than"));
  const below = numberOf(childOf(table, "less_than"));
  if (above !== undefined && below !== undefined && above >= below)
    return [{ range: table.range, message: `No number is above ${above} and below ${below}: this never holds.` }];
  return undefined;
}

function numberOf(value: TomlValue | undefined): number | undefined {
  return value?.kind === "integer" || value?.kind === "float" ? Number(value.value) : undefined;
}

function absentAttribute(table: TomlTable, events: readonly EventDefinition[]): readonly Impossible[] | undefined {
  const attribute = childOf(table, "attribute");
  const name = textOf(attribute);
  if (name === undefined || attribute === undefined || events.length === 0 || !isEventAttribute(name)) return undefined;
  const exists = childOf(table, "exists");
  const wantsValue = operatorNames.some((test) => needsValue.includes(test) && table.entries.has(test));
  if (!wantsValue && !isTrue(exists) && !isTrue(childOf(table, "has_secret"))) return undefined;
  if (events.some((event) => carries(event, name))) return undefined;
  const names = [...new Set(events.map((event) => event.name))];
  const list = names.length > 3 ? "the events that are looked at" : names.join(", ");
  const message = `Codex sends no ${name} with ${list}: this never holds.`;
  return [{ range: attribute.range, message }];
}

function isTrue(value: TomlValue | undefined): boolean {
  return value?.kind === "boolean" && value.value === true;
}

/** Attributes that only spans have, resources and the body say nothing about which event has them. */
function isEventAttribute(name: string): boolean {
  return carriers().has(name);
}

let known: ReadonlySet<string> | undefined;

function carriers(): ReadonlySet<string> {
  known ??= new Set(eventsMatching("*").flatMap((event) => attributesOfEvent(event).flatMap(spellings)));
  return known;
}

function carries(event: EventDefinition, name: string): boolean {
  return attributesOfEvent(event).some((attribute) => spellings(attribute).includes(name));
}

function spellings(name: string): readonly string[] {
  return [name, ...(attributeDefinition(name)?.aliases ?? [])];
}
