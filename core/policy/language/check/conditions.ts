import { attributeDefinition, type EventDefinition } from "../../../events/catalogue.ts";
import type { OffsetRange } from "../../../text/range.ts";
import { childOf, tableElements, tablesIn, textOf, writtenTexts } from "../../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../../toml/document.ts";
import type { AttributeTest, Operator } from "../../operators/operator.ts";
import { holdsForAbsent } from "../../operators/shared/absent.ts";
import { parseTests } from "../../read/parseConditions.ts";
import { TomlReader } from "../../read/tomlReader.ts";
import { attributesOfEvent, eventsMatching, eventsMatchingAny } from "../catalogueNames.ts";
import { correlationTables } from "../correlationTables.ts";
import type { PolicyReporter } from "./policyReporter.ts";

/** Conditions that no event can meet: what they guard is never sent and never found. */
export function checkConditions(reporter: PolicyReporter): void {
  const { document, vocabulary } = reporter;
  const reading = { reader: new TomlReader(), operators: vocabulary.operators };
  const destinations = tablesIn(childOf(document.root, "destinations")).map(({ table }) => ({
    table,
    key: "receives",
  }));
  const detections = tableElements(childOf(document.root, "detections"))
    .flatMap((table) => [table, ...correlationTables(table, vocabulary.correlations).map((one) => one.table)])
    .map((table) => ({ table, key: "event" }));
  for (const { table, key } of [...destinations, ...detections]) {
    const matched = eventsMatchingAny(writtenTexts(childOf(table, key)));
    for (const { range, message } of impossible(childOf(table, "when"), matched, reading))
      reporter.report("policy/condition-never-holds", range, message);
  }
}

interface Impossible {
  readonly range: OffsetRange;
  readonly message: string;
}

/** How tests are read. One reader for a whole policy: the patterns of all of it have a limit. */
interface Reading {
  readonly reader: TomlReader;
  readonly operators: readonly Operator[];
}

/** What keeps conditions that must all hold from ever holding. Nothing is said about `not`. */
function impossible(
  value: TomlValue | undefined,
  events: readonly EventDefinition[],
  reading: Reading,
): readonly Impossible[] {
  if (value === undefined) return [];
  if (value.kind === "array") return value.elements.flatMap((element) => impossible(element, events, reading));
  if (value.kind !== "table") return [];
  const any = childOf(value, "any");
  if (any?.kind === "array") {
    const found = any.elements.map((element) => impossible(element, events, reading));
    return found.length > 0 && found.every((one) => one.length > 0) ? found.flat() : [];
  }
  const tests = parseTests(reading.reader, value, reading.operators);
  return contradiction(value, tests) ?? absentAttribute(value, tests, events) ?? [];
}

function contradiction(table: TomlTable, tests: readonly AttributeTest[]): readonly Impossible[] | undefined {
  for (const { operator, value } of tests)
    for (const other of tests) {
      const message = operator.contradiction?.(value, other);
      if (message !== undefined) return [{ range: table.range, message }];
    }
  return undefined;
}

function absentAttribute(
  table: TomlTable,
  tests: readonly AttributeTest[],
  events: readonly EventDefinition[],
): readonly Impossible[] | undefined {
  const attribute = childOf(table, "attribute");
  const name = textOf(attribute);
  if (name === undefined || attribute === undefined || events.length === 0 || !isEventAttribute(name)) return undefined;
  if (tests.every(holdsForAbsent)) return undefined;
  if (events.some((event) => carries(event, name))) return undefined;
  const names = [...new Set(events.map((event) => event.name))];
  const list = names.length > 3 ? "the events that are looked at" : names.join(", ");
  const message = `Codex sends no ${name} with ${list}: this never holds.`;
  return [{ range: attribute.range, message }];
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
