import { events } from "../../events/catalogue.ts";
import type { EventDefinition } from "../../events/catalogueTypes.ts";
import { isHeader } from "../../toml/access.ts";
import type { TomlStatement } from "../../toml/document.ts";
import { type LooseTable, type LooseValue, scanLooseValue, textOfLoose } from "../../toml/language/looseValue.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import type { CorrelationKind } from "../correlations/correlation.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import { eventsMatching } from "./catalogueNames.ts";

/**
 * The statements from the header above an offset to the next header; before the first header those of the file itself. A
 * header at the offset is being typed, and does not count.
 */
export function sectionAround(surface: TomlSurface, offset: number): TomlSurface {
  return between(surface, offset, isHeader);
}

/** The statements of the detection around an offset, with its correlation and its samples. */
export function detectionAround(surface: TomlSurface, offset: number): TomlSurface {
  const begins = (statement: TomlStatement) =>
    isHeader(statement) && !(statement.table[0] === "detections" && statement.table.length > 1);
  return between(surface, offset, begins);
}

function between(surface: TomlSurface, offset: number, begins: (statement: TomlStatement) => boolean): TomlSurface {
  const { text, lines, statements } = surface;
  const isTyped = ({ range }: TomlStatement) => range.start <= offset && offset <= range.end;
  const start = statements.findLastIndex((statement) => statement.range.end < offset && begins(statement));
  const length = statements.slice(start + 1).findIndex((statement) => begins(statement) && !isTyped(statement));
  const end = length < 0 ? statements.length : start + 1 + length;
  return { text, lines, statements: statements.slice(Math.max(start, 0), end) };
}

/** The names that lead to a value; undefined stands for any name. */
type Path = readonly (string | undefined)[];

const leadsTo = (names: readonly string[], path: Path) =>
  names.length <= path.length && names.every((name, index) => path[index] === undefined || path[index] === name);

/** The strings at a path, also in statements that are not finished; lists are passed through. */
export function stringsAt({ text, statements }: TomlSurface, path: Path): readonly string[] {
  return statements.flatMap(({ key, table, value }) => {
    if (value === undefined) return [];
    const full = [...table, ...key.map((part) => part.text)];
    return leadsTo(full, path) ? below(text, scanLooseValue(text, value), path.slice(full.length)) : [];
  });
}

function below(text: string, value: LooseValue | undefined, path: Path): readonly string[] {
  if (value === undefined) return [];
  if (value.kind === "array") return value.elements.flatMap((element) => below(text, element, path));
  if (value.kind === "scalar") {
    const written = path.length === 0 ? textOfLoose(text, value) : undefined;
    return written === undefined ? [] : [written];
  }
  return value.pairs.flatMap(({ key, value: inner }) => {
    const names = key.map((part) => part.text);
    return names.length > 0 && leadsTo(names, path) ? below(text, inner, path.slice(names.length)) : [];
  });
}

/** The text of a string in an inline table. */
export function inlineText(text: string, table: LooseTable | undefined, name: string): string | undefined {
  return table === undefined ? undefined : below(text, table, [name])[0];
}

/** The events that the rule around an offset speaks of; none where it says nothing that the catalogue knows. */
export function eventsSpokenOf(
  surface: TomlSurface,
  offset: number,
  path: readonly string[],
  { correlations }: Pick<Vocabulary, "correlations"> = productVocabulary,
): readonly EventDefinition[] {
  const globs = globsSpokenOf(surface, offset, path, correlations);
  return events.filter((event) => globs.some((glob) => eventsMatching(glob).includes(event)));
}

function globsSpokenOf(
  surface: TomlSurface,
  offset: number,
  path: readonly string[],
  correlations: readonly CorrelationKind[],
): readonly string[] {
  const [root, name] = path;
  if (root === "destinations" && name !== undefined) return stringsAt(surface, [root, name, "receives"]);
  if (root !== "detections") return [];
  const detection = detectionAround(surface, offset);
  const first = stringsAt(detection, ["detections", "event"]);
  const own = correlations.find(({ key }) => key === name);
  const named = ({ key }: CorrelationKind) => stringsAt(detection, ["detections", key, "event"]);
  if (name === "samples") return [...first, ...correlations.flatMap(named)];
  const namesOthers = own?.keys.some((key) => key.name === "event") === true;
  if (own === undefined || !namesOthers || path[2] === "attribute") return first;
  return path[2] === "on" ? [...first, ...named(own)] : named(own);
}
