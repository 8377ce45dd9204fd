import { someOf } from "../../text/someOf.ts";
import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { ActionIndex } from "../actions/actionIndex.ts";
import { readAction } from "../actions/readAction.ts";
import type { RedactAction } from "../actions/redactAction.ts";
import {
  type Destination,
  defaultKey,
  type Forward,
  mostDestinations,
  signals,
  unknownClass,
} from "../model/policyModel.ts";
import { endpointDisguise } from "../secrets/endpointLook.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { parseConditions } from "./parseConditions.ts";
import { parseEnvironmentName } from "./parseEnvironmentName.ts";
import { parseForwardTls } from "./parseForwardTls.ts";
import { keyRange, type TomlReader } from "./tomlReader.ts";

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
      reader.error("policy/too-many-destinations", message, keyRange(entry));
      break;
    }
    reader.allowKeys(table, ["description", "signals", "receives", "when", "redact", "forward"]);
    const get = (key: string) => table.entries.get(key)?.value;
    const listed = get("signals");
    const received = reader.required(table, "receives", keyRange(entry));
    destinations.push({
      name: entry.name,
      description: reader.string(get("description")) ?? "",
      signals:
        listed === undefined
          ? ["logs"]
          : reader.elements(listed).flatMap((signal) => reader.word(signal, signals) ?? []),
      receives: reader.eventNames(received),
      when: parseConditions(reader, get("when"), vocabulary.operators),
      ...parseRedactions(reader, reader.table(get("redact")), classes, vocabulary.actions),
      forward: parseForward(reader, reader.table(get("forward"))),
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
      const about = { kind: "name", table, entry, known } as const;
      reader.error("policy/unknown-class", message, keyRange(entry), about);
      continue;
    }
    const action = readAction(reader, entry.value, actions);
    if (action === undefined) continue;
    if (entry.name === defaultKey) redactDefault = action;
    else redact.set(entry.name, action);
  }
  return { redact, ...(redactDefault && { redactDefault }) };
}

/** An endpoint that a person would misread makes the policy unusable: they are asked about it, and must see where it leads. */
function parseEndpoint(reader: TomlReader, value: TomlValue | undefined): string | undefined {
  const endpoint = reader.string(value);
  const disguise = endpoint === undefined ? undefined : endpointDisguise(endpoint);
  if (value === undefined || disguise === undefined) return endpoint;
  return reader.error("policy/endpoint-disguised", disguise, value.range, { kind: "value", value });
}

function parseForward(reader: TomlReader, table: TomlTable | undefined): Forward | undefined {
  if (table === undefined) return undefined;
  reader.allowKeys(table, ["endpoint", "protocol", "headers_env", "tls"]);
  const endpoint = parseEndpoint(reader, reader.required(table, "endpoint"));
  const protocol = reader.word(reader.required(table, "protocol"), ["grpc", "http-protobuf", "http-json"] as const);
  const headers = reader.table(table.entries.get("headers_env")?.value);
  const headersFromEnvironment = new Map(
    [...(headers?.entries.values() ?? [])].map(
      (entry) => [entry.name, parseEnvironmentName(reader, entry.value) ?? ""] as const,
    ),
  );
  const tls = parseForwardTls(reader, reader.table(table.entries.get("tls")?.value));
  return endpoint === undefined || protocol === undefined
    ? undefined
    : { endpoint, protocol, headersFromEnvironment, ...(tls !== undefined && { tls }) };
}
