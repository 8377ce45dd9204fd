import { someOf } from "../../text/someOf.ts";
import { lastKeyOf } from "../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { ActionIndex } from "../actions/actionIndex.ts";
import { readAction } from "../actions/readAction.ts";
import type { RedactAction } from "../actions/redactAction.ts";
import { type Destination, defaultKey, type Forward, mostDestinations, unknownClass } from "../model/policyModel.ts";
import type { PolicyTables } from "../schema/policyTables.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { parseConditions } from "./parseConditions.ts";
import { parseEnvironmentName } from "./parseEnvironmentName.ts";
import { parseForwardTls } from "./parseForwardTls.ts";
import { readTable } from "./readTable.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Reads `[destinations.*]`; `redact` may name these classes, beside `unknown` and `default`. */
export function parseDestinations(
  reader: TomlReader,
  value: TomlValue | undefined,
  classes: readonly string[],
  vocabulary: Vocabulary,
): Destination[] {
  const destinations: Destination[] = [];
  for (const entry of reader.table(value)?.entries.values() ?? []) {
    const table = reader.table(entry.value);
    if (table === undefined) continue;
    if (destinations.length === mostDestinations) {
      const message = `A policy has at most ${mostDestinations} destinations.`;
      reader.error("policy/too-many-destinations", message, lastKeyOf(entry));
      break;
    }
    const written = readTable(reader, table, vocabulary.tables.destination, lastKeyOf(entry));
    destinations.push({
      name: entry.name,
      description: written.get("description") ?? "",
      signals: written.get("signals") ?? ["logs"],
      receives: written.get("receives") ?? [],
      when: parseConditions(reader, written.raw("when"), vocabulary),
      ...parseRedactions(reader, reader.table(written.raw("redact")), classes, vocabulary.actions),
      forward: parseForward(reader, reader.table(written.raw("forward")), vocabulary.tables),
    });
  }
  return destinations;
}

function parseRedactions(
  reader: TomlReader,
  table: TomlTable | undefined,
  classes: readonly string[],
  actions: ActionIndex,
): Pick<Destination, "redact" | "redactDefault"> {
  const redact = new Map<string, RedactAction>();
  if (table === undefined) return { redact };
  let redactDefault: RedactAction | undefined;
  const known = [...classes, unknownClass, defaultKey];
  const isKnown = new Set(known);
  for (const entry of table.entries.values()) {
    if (!isKnown.has(entry.name)) {
      const message = `No class of this name; there are ${someOf(known.slice(0, -1))}.`;
      const about = { kind: "name", table, entry, known: known.map((name) => ({ name })) } as const;
      reader.error("policy/unknown-class", message, lastKeyOf(entry), about);
      continue;
    }
    const action = readAction(reader, entry.value, actions);
    if (action === undefined) continue;
    if (entry.name === defaultKey) redactDefault = action;
    else redact.set(entry.name, action);
  }
  return { redact, ...(redactDefault && { redactDefault }) };
}

function parseForward(reader: TomlReader, table: TomlTable | undefined, tables: PolicyTables): Forward | undefined {
  if (table === undefined) return undefined;
  const written = readTable(reader, table, tables.forward);
  const endpoint = written.get("endpoint");
  const protocol = written.get("protocol");
  const headers = reader.table(written.raw("headers_env"));
  const headersFromEnvironment = new Map(
    [...(headers?.entries.values() ?? [])].map(
      (entry) => [entry.name, parseEnvironmentName(reader, entry.value) ?? ""] as const,
    ),
  );
  const tls = parseForwardTls(reader, reader.table(written.raw("tls")), tables);
  return endpoint === undefined || protocol === undefined
    ? undefined
    : { endpoint, protocol, headersFromEnvironment, ...(tls !== undefined && { tls }) };
}
