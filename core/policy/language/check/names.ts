import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { restated } from "../../../diagnostics/keeping.ts";
import { type NameSearch, nearestName } from "../../../diagnostics/nearestName.ts";
import { events } from "../../../events/catalogue.ts";
import { childOf, entriesIn, tableElements, tablesIn, type WrittenText, writtenTexts } from "../../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../../toml/document.ts";
import { fix, removePair, replace } from "../../../toml/edit/edits.ts";
import { classLookup } from "../../evaluate/compilePolicy.ts";
import { unknownClass } from "../../model/policyModel.ts";
import { loadDefaultPolicy } from "../../read/defaultPolicy.ts";
import { catalogueAttributeNames, eventsMatching } from "../catalogueNames.ts";
import { correlationTables } from "../correlationTables.ts";
import type { PolicyReporter } from "./policyReporter.ts";
import { writtenConditions } from "./writtenConditions.ts";

/** Names of events and attributes, against the catalogue of what Codex sends. */
export function checkNames(reporter: PolicyReporter): void {
  const { document } = reporter;
  const listed = new Set<string>();
  for (const { entry } of classEntries(reporter)) {
    for (const { text } of writtenTexts(entry.value)) listed.add(text);
  }
  for (const { entry } of classEntries(reporter)) {
    for (const written of writtenTexts(entry.value))
      if (!isGlob(written.text)) checkAttribute(reporter, written, listed);
  }
  const places: EventPlace[] = [
    ...tablesIn(childOf(document.root, "destinations")).map(({ table }) => ({
      table,
      key: "receives",
      attributes: [],
    })),
    ...tableElements(childOf(document.root, "detections")).flatMap((table) => [
      { table, key: "event", attributes: [] },
      ...correlationTables(table, reporter.vocabulary.correlations).map(({ kind, table }) => ({
        table,
        key: "event",
        attributes: kind.keys.flatMap(({ name, type }) => (type.kind === "attribute" ? [name] : [])),
      })),
    ]),
  ];
  for (const { table, key, attributes } of places) {
    checkEvents(reporter, childOf(table, key));
    for (const condition of writtenConditions(childOf(table, "when"))) checkAttribute(reporter, condition, undefined);
    for (const key of attributes)
      for (const written of writtenTexts(childOf(table, key))) checkAttribute(reporter, written, undefined);
    checkRepetitions(reporter, childOf(table, "signals"));
  }
}

interface EventPlace {
  readonly table: TomlTable;
  readonly key: string;
  /** Keys whose values name attributes. */
  readonly attributes: readonly string[];
}

function classEntries({ document }: PolicyReporter) {
  const classes = childOf(document.root, "classes");
  return entriesIn(classes).map((entry) => ({ entry }));
}

const isGlob = (text: string): boolean => /[*?]/.test(text);

function checkEvents(reporter: PolicyReporter, value: TomlValue | undefined): void {
  checkRepetitions(reporter, value);
  for (const { text, range } of writtenTexts(value)) {
    if (eventsMatching(text).length > 0) continue;
    const nearest = nearestEvent(text, reporter.nameSearch);
    const known = isGlob(text)
      ? "No event that Codex is known to send has such a name"
      : "Codex is not known to send an event of this name";
    const message = nearest === undefined ? `${known}.` : `${known}; did you mean ${nearest}?`;
    reporter.report("policy/unknown-event", range, message, nearest === undefined ? [] : [write(nearest, range)]);
  }
}

const eventNames = events.map(({ name }) => name);

/** The event or glob that was probably meant. */
export function nearestEvent(text: string, search?: NameSearch): string | undefined {
  if (!isGlob(text)) return nearestName(text, eventNames, search) ?? nearestName(`codex.${text}`, eventNames, search);
  const plain = text.trim().toLowerCase().replaceAll("-", "_").replaceAll("\\.", ".").replaceAll(".*", "*");
  const candidates = [
    plain,
    plain.replace(/^codex(?![.*])/, "codex."),
    `codex.${plain}`,
    plain.replace(/^codex\*/, "codex.*"),
  ];
  return candidates.find((candidate) => candidate !== text && eventsMatching(candidate).length > 0);
}

/** A repetition in a list is of no use; the later one goes. */
function checkRepetitions(reporter: PolicyReporter, value: TomlValue | undefined): void {
  const seen = new Set<string>();
  for (const { text, range } of value?.kind === "array" ? writtenTexts(value) : []) {
    if (seen.has(text)) {
      const fixes = () => [fix("Remove the repetition", restated(removePair(reporter.document, range)))];
      reporter.report("policy/listed-twice", range, "This stands in the list already.", fixes);
    }
    seen.add(text);
  }
}

const catalogueNames: ReadonlySet<string> = new Set(catalogueAttributeNames);

/** What the built-in policy lists for other senders and for other versions. */
interface BuiltInNames {
  readonly exact: ReadonlySet<string>;
  readonly classOf: (name: string) => string;
}

let builtIn: BuiltInNames | undefined;

function builtInNames(): BuiltInNames {
  const policy = loadDefaultPolicy();
  builtIn ??= {
    exact: new Set(policy.classes.flatMap(({ attributes }) => attributes)),
    classOf: classLookup(policy),
  };
  return builtIn;
}

const shortestForNearMiss = 5;

/** `listed` has what the policy's classes name already: who lists both spellings means both. */
function checkAttribute(
  reporter: PolicyReporter,
  { text, range }: WrittenText,
  listed: ReadonlySet<string> | undefined,
): void {
  if (text === "" || catalogueNames.has(text) || builtInNames().exact.has(text)) return;
  const nearest =
    text.length < shortestForNearMiss ? undefined : nearestName(text, catalogueAttributeNames, reporter.nameSearch);
  const resource = nearest?.startsWith("resource.") === text.startsWith("resource.") ? nearest : undefined;
  const meant = resource ?? (catalogueNames.has(`resource.${text}`) ? `resource.${text}` : undefined);
  if (meant !== undefined && listed?.has(meant) !== true) {
    const message = `Codex is not known to send this attribute; did you mean ${meant}?`;
    reporter.report("policy/attribute-misspelt", range, message, [write(meant, range)]);
  } else if (builtInNames().classOf(text) === unknownClass) {
    const message =
      "The catalogue of what Codex sends does not have this attribute. A newer Codex or another sender may.";
    reporter.report("policy/unknown-attribute", range, message);
  }
}

function write(name: string, range: WrittenText["range"]): Fix {
  return fix(`Write ${name}`, replace(range, JSON.stringify(name)));
}
