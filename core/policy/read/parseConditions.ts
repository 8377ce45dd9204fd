import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { AttributeCondition, Condition } from "../model/condition.ts";
import { operators as productOperators } from "../operators/index.ts";
import { type AttributeTest, type Operator, testOf } from "../operators/operator.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Reads a list of conditions, which all must hold; a single table counts as a list of one. */
export function parseConditions(
  reader: TomlReader,
  value: TomlValue | undefined,
  operators: readonly Operator[] = productOperators,
): Condition[] {
  if (value === undefined) return [];
  const parts = value.kind === "table" ? [value] : reader.elements(value, "a condition or an array of conditions");
  return parts.flatMap((part) => parseCondition(reader, part, operators) ?? []);
}

/** `{ attribute = …, operator = … }`, `{ any = […] }`, `{ not = … }`, or a nested list that must hold as a whole. */
function parseCondition(reader: TomlReader, value: TomlValue, operators: readonly Operator[]): Condition | undefined {
  if (value.kind === "array") return { kind: "all", conditions: parseConditions(reader, value, operators) };
  const table = reader.table(value);
  if (table === undefined) return undefined;
  const any = table.entries.get("any")?.value;
  const not = table.entries.get("not")?.value;
  if (any !== undefined) {
    reader.allowKeys(table, ["any"]);
    const conditions = reader.elements(any).flatMap((part) => parseCondition(reader, part, operators) ?? []);
    if (conditions.length === 0) return empty(reader, any, operators);
    return { kind: "any", conditions };
  }
  if (not !== undefined) {
    reader.allowKeys(table, ["not"]);
    const conditions = parseConditions(reader, not, operators);
    if (conditions.length === 0) return empty(reader, not, operators);
    return { kind: "not", condition: { kind: "all", conditions } };
  }
  return parseAttributeCondition(reader, table, operators);
}

function parseAttributeCondition(
  reader: TomlReader,
  table: TomlTable,
  operators: readonly Operator[],
): AttributeCondition | undefined {
  reader.allowKeys(table, ["attribute", ...operators.map(({ key }) => key)]);
  reader.eventLimits.countCondition(reader, table.range);
  const attribute = reader.string(reader.required(table, "attribute"));
  if (!operators.some(({ key }) => table.entries.has(key))) return empty(reader, table, operators);
  const tests = parseTests(reader, table, operators);
  return attribute === undefined ? undefined : { kind: "attribute", attribute, tests };
}

/** The tests that a table makes on its attribute, in the order in which they are asked. */
export function parseTests(reader: TomlReader, table: TomlTable, operators: readonly Operator[]): AttributeTest[] {
  const tests = operators.flatMap((operator) => {
    const written = table.entries.get(operator.key)?.value;
    const value = written && operator.read(reader, written);
    return value === undefined ? [] : [testOf(operator, value)];
  });
  return tests.sort(
    (one, other) => Number(other.operator.isAskedFirst ?? false) - Number(one.operator.isAskedFirst ?? false),
  );
}

function empty(reader: TomlReader, value: TomlValue, operators: readonly Operator[]): undefined {
  const words = operators.map(({ key }) => key).join(", ");
  const message = `A condition needs one of ${words}, or any, or not.`;
  return reader.error("policy/condition-empty", message, value.range, { kind: "value", value });
}
