import type { OffsetRange } from "../../text/range.ts";
import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { PolicyScalar } from "../model/policyScalar.ts";
import { elementType, type PolicyKey, type PolicyType } from "../schema/policyType.ts";
import { parseEndpoint } from "./parseEndpoint.ts";
import { parseEnvironmentName } from "./parseEnvironmentName.ts";
import { parsePattern } from "./parsePattern.ts";
import { parsePemPath } from "./parsePemPath.ts";
import { parseScalar } from "./parseScalar.ts";
import type { TomlReader } from "./tomlReader.ts";

/** What is read of a value of this type; tables, conditions and actions are left as they are written. */
export type ReadValue<Type extends PolicyType> = Type extends { kind: "boolean" }
  ? boolean
  : Type extends { kind: "number" | "integer" }
    ? number
    : Type extends { kind: "scalar" }
      ? PolicyScalar
      : Type extends { kind: "word"; words: readonly { name: infer Name }[] }
        ? Name
        : Type extends { kind: "many" | "oneOrMany"; of: infer Of extends PolicyType }
          ? ReadValue<Of> extends TomlValue
            ? TomlValue
            : readonly ReadValue<Of>[]
          : Type extends { kind: "table" | "named" | "action" }
            ? TomlValue
            : string;

/** A table of a policy, read by the keys that it may have. */
export class ReadTable<Key extends PolicyKey> {
  readonly #reader: TomlReader;
  readonly #table: TomlTable;
  readonly #keys: readonly Key[];

  constructor(reader: TomlReader, table: TomlTable, keys: readonly Key[]) {
    this.#reader = reader;
    this.#table = table;
    this.#keys = keys;
  }

  /** The value as it is written. */
  raw(name: Key["name"]): TomlValue | undefined {
    return this.#table.entries.get(name)?.value;
  }

  /** What its type makes of the value; undefined where it is missing or wrong, which the reader is told. */
  get<Name extends Key["name"]>(name: Name): ReadValue<Extract<Key, { name: Name }>["type"]> | undefined {
    const value = this.raw(name);
    const key = this.#keys.find((one) => one.name === name);
    if (value === undefined || key === undefined) return undefined;
    return readValue(this.#reader, key.type, value) as ReadValue<Extract<Key, { name: Name }>["type"]> | undefined;
  }
}

/**
 * Reads a table by its keys. Tells the reader of keys that are not among them, and, at `missingAt` or else the table, of
 * required ones that are missing.
 */
export function readTable<Key extends PolicyKey>(
  reader: TomlReader,
  table: TomlTable,
  keys: readonly Key[],
  missingAt?: OffsetRange,
): ReadTable<Key> {
  reader.allowKeys(table, keys);
  for (const { name, required } of keys) if (required) reader.required(table, name, missingAt);
  return new ReadTable(reader, table, keys);
}

/** Reads a value by its type. Undefined when it is wrong, which the reader is told. */
export function readValue(reader: TomlReader, type: PolicyType, value: TomlValue): unknown {
  if (isLeftAsWritten(elementType(type))) return value;
  switch (type.kind) {
    case "string":
    case "attribute":
    case "attributeGlob":
    case "eventGlob":
      return reader.string(value);
    case "boolean":
      return reader.boolean(value);
    case "number":
    case "integer":
      return reader.number(value);
    case "scalar":
      return parseScalar(reader, value);
    case "pattern":
      return parsePattern(reader, value);
    case "environmentVariable":
      return parseEnvironmentName(reader, value);
    case "endpoint":
      return parseEndpoint(reader, value);
    case "path":
      return parsePemPath(reader, value);
    case "word":
      return reader.word(value, type.words);
    case "many":
      return reader.elements(value).flatMap((element) => readValue(reader, type.of, element) ?? []);
    case "oneOrMany":
      if (type.of.kind === "eventGlob") return reader.eventNames(value);
      return (value.kind === "array" ? value.elements : [value]).flatMap(
        (element) => readValue(reader, type.of, element) ?? [],
      );
    case "table":
    case "named":
    case "action":
      return value;
  }
}

const isLeftAsWritten = ({ kind }: PolicyType): boolean => kind === "table" || kind === "named" || kind === "action";
