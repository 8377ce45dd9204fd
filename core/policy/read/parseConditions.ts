import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { AttributeCondition, Condition } from "../model/condition.ts";
import { type AttributeTest, type Operator, testOf } from "../operators/operator.ts";
import { type ConditionKey, type ConditionLanguage, conditionKeys } from "../schema/conditionKeys.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Reads a list of conditions, which all must hold; a single table counts as a list of one. */
export function parseConditions(
  reader: TomlReader,
  value: TomlValue | undefined,
  language: ConditionLanguage,
): Condition[] {
  if (value === undefined) return [];
  const parts = value.kind === "table" ? [value] : reader.elements(value, "a condition or an array of conditions");
  return parts.flatMap((part) => parseCondition(reader, part, language) ?? []);
}

/** `{ attribute = …, operator = … }`, `{ any = […] }`, `{ not = … }`, or a nested list that must hold as a whole. */
function parseCondition(reader: TomlReader, value: TomlValue, language: ConditionLanguage): Condition | undefined {
  if (value.kind === "array") return { kind: "all", conditions: parseConditions(reader, value, language) };
  const table = reader.table(value);
  if (table === undefined) return undefined;
  const keys = conditionKeys(language);
  const alone = keys.filter(standsAlone).find(({ name }) => table.entries.has(name));
  if (alone === undefined) return parseAttributeCondition(reader, table, language);
  reader.allowKeys(table, [alone]);
  const inner = table.entries.get(alone.name)?.value;
  if (inner === undefined) return undefined;
  switch (alone.name) {
    case "any": {
      const conditions = reader.elements(inner).flatMap((part) => parseCondition(reader, part, language) ?? []);
      return conditions.length === 0 ? empty(reader, inner, language) : { kind: "any", conditions };
    }
    case "not": {
      const conditions = parseConditions(reader, inner, language);
      if (conditions.length === 0) return empty(reader, inner, language);
      return { kind: "not", condition: { kind: "all", conditions } };
    }
  }
}

type AloneKey = Extract<ConditionLanguage["tables"]["condition"][number], { standsAlone: true }>;

const standsAlone = (key: ConditionKey): key is AloneKey => "standsAlone" in key && key.standsAlone === true;

function parseAttributeCondition(
  reader: TomlReader,
  table: TomlTable,
  language: ConditionLanguage,
): AttributeCondition | undefined {
  const { operators } = language;
  reader.allowKeys(
    table,
    conditionKeys(language).filter((key) => !standsAlone(key)),
  );
  reader.eventLimits.countCondition(reader, table.range);
  const attribute = reader.string(reader.required(table, "attribute"));
  if (!operators.some(({ key }) => table.entries.has(key))) return empty(reader, table, language);
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

function empty(reader: TomlReader, value: TomlValue, language: ConditionLanguage): undefined {
  const words = language.operators.map(({ key }) => key).join(", ");
  const alone = conditionKeys(language)
    .filter(standsAlone)
    .map(({ name }) => name)
    .join(", or ");
  const message = `A condition needs one of ${words}, or ${alone}.`;
  return reader.error("policy/condition-empty", message, value.range, { kind: "value", value });
}
