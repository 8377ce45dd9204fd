import type { TomlTable } from "../../toml/document.ts";
import type { Correlation } from "../model/policyModel.ts";
import { parseConditions } from "./parseConditions.ts";
import { keyRange, type TomlReader } from "./tomlReader.ts";

const parsers: ReadonlyMap<string, (reader: TomlReader, table: TomlTable) => Correlation | undefined> = new Map([
  ["join", parseJoin],
  ["then", parseThen],
  ["repeats", parseRepeats],
  ["unlisted", parseUnlisted],
]);

/** The keys of a detection of which it has at most one. */
export const correlationKeys: readonly string[] = [...parsers.keys()];

/** How many repetitions a detection may count: each has to be remembered for every session. */
export const mostRepetitions = 256;

/** Reads `join`, `then`, `repeats` or `unlisted` of a detection; undefined when it has none. */
export function parseCorrelation(reader: TomlReader, detection: TomlTable): Correlation | undefined {
  const entries = [...detection.entries.values()].filter(({ name }) => parsers.has(name));
  const read = entries.map((entry) => {
    const table = reader.table(entry.value);
    return table && parsers.get(entry.name)?.(reader, table);
  });
  const [first, second] = entries;
  if (first !== undefined && second !== undefined) {
    const message = `A detection has one of ${[...parsers.keys()].join(", ")}; this one has ${first.name} already.`;
    reader.error("policy/correlation-conflict", message, keyRange(second), { kind: "entry", entry: second });
  }
  return read[0];
}

function parseJoin(reader: TomlReader, table: TomlTable): Correlation | undefined {
  reader.allowKeys(table, ["on", "event", "when", "within"]);
  const on = reader.string(reader.required(table, "on"));
  const event = reader.eventNames(reader.required(table, "event"));
  const when = parseConditions(reader, table.entries.get("when")?.value);
  const within = parseWhole(reader, table, "within");
  return on === undefined ? undefined : { kind: "join", on, event, when, within };
}

function parseThen(reader: TomlReader, table: TomlTable): Correlation | undefined {
  reader.allowKeys(table, ["on", "event", "when", "within"]);
  const on = reader.string(table.entries.get("on")?.value);
  const event = reader.eventNames(reader.required(table, "event"));
  const when = parseConditions(reader, table.entries.get("when")?.value);
  reader.required(table, "within");
  const within = parseWhole(reader, table, "within");
  return within === undefined ? undefined : { kind: "then", on, event, when, within };
}

function parseRepeats(reader: TomlReader, table: TomlTable): Correlation | undefined {
  reader.allowKeys(table, ["times", "within", "on"]);
  reader.required(table, "times");
  reader.required(table, "within");
  const times = parseWhole(reader, table, "times", 2, mostRepetitions);
  const within = parseWhole(reader, table, "within");
  const on = reader.string(table.entries.get("on")?.value);
  return times === undefined || within === undefined ? undefined : { kind: "repeats", times, within, on };
}

function parseUnlisted(reader: TomlReader, table: TomlTable): Correlation | undefined {
  reader.allowKeys(table, ["attribute", "event", "list"]);
  const attribute = reader.string(reader.required(table, "attribute"));
  const event = reader.eventNames(reader.required(table, "event"));
  const list = reader.string(reader.required(table, "list"));
  return attribute === undefined || list === undefined ? undefined : { kind: "unlisted", attribute, event, list };
}

const longestTimespan = 31 * 24 * 60 * 60;

/** A whole number, of seconds if nothing else is said. */
function parseWhole(
  reader: TomlReader,
  table: TomlTable,
  key: string,
  least = 1,
  most = longestTimespan,
): number | undefined {
  const value = table.entries.get(key)?.value;
  const number = reader.number(value);
  if (value === undefined || number === undefined) return undefined;
  if (Number.isSafeInteger(number) && number >= least && number <= most) return number;
  return reader.wrongType(`a whole number from ${least} to ${most}`, value);
}
