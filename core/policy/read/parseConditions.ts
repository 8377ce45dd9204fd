import type { TomlTable, TomlValue } from "../../toml/document.ts";
import { isVersion } from "../evaluate/versionBelow.ts";
import type { AttributeCondition, Condition, PolicyScalar } from "../model/policyModel.ts";
import type { TomlReader } from "./tomlReader.ts";

const operators = [
  "equals",
  "not_equals",
  "matches",
  "exists",
  "greater_than",
  "less_than",
  "has_secret",
  "version_below",
] as const;

/** Reads a list of conditions, which all must hold; a single table counts as a list of one. */
export function parseConditions(reader: TomlReader, value: TomlValue | undefined): Condition[] {
  if (value === undefined) return [];
  const parts = value.kind === "table" ? [value] : reader.elements(value, "a condition or an array of conditions");
  return parts.flatMap((part) => parseCondition(reader, part) ?? []);
}

/** `{ attribute = …, operator = … }`, `{ any = […] }`, `{ not = … }`, or a nested list that must hold as a whole. */
function parseCondition(reader: TomlReader, value: TomlValue): Condition | undefined {
  if (value.kind === "array") return { kind: "all", conditions: parseConditions(reader, value) };
  const table = reader.table(value);
  if (table === undefined) return undefined;
  const any = table.entries.get("any")?.value;
  const not = table.entries.get("not")?.value;
  if (any !== undefined) {
    reader.allowKeys(table, ["any"]);
    const conditions = reader.elements(any).flatMap((part) => parseCondition(reader, part) ?? []);
    if (conditions.length === 0) return empty(reader, any);
    return { kind: "any", conditions };
  }
  if (not !== undefined) {
    reader.allowKeys(table, ["not"]);
    const conditions = parseConditions(reader, not);
    if (conditions.length === 0) return empty(reader, not);
    return { kind: "not", condition: { kind: "all", conditions } };
  }
  return parseAttributeCondition(reader, table);
}

function parseAttributeCondition(reader: TomlReader, table: TomlTable): AttributeCondition | undefined {
  reader.allowKeys(table, ["attribute", ...operators]);
  reader.eventLimits.countCondition(reader, table.range);
  const attribute = reader.string(reader.required(table, "attribute"));
  const operator = (name: (typeof operators)[number]) => table.entries.get(name)?.value;
  if (operators.every((name) => operator(name) === undefined)) return empty(reader, table);
  const [equals, notEquals] = [operator("equals"), operator("not_equals")];
  const matches = parsePattern(reader, operator("matches"));
  const exists = reader.boolean(operator("exists"));
  const greaterThan = reader.exactNumber(operator("greater_than"));
  const lessThan = reader.exactNumber(operator("less_than"));
  const hasSecret = reader.boolean(operator("has_secret"));
  const versionBelow = parseVersion(reader, operator("version_below"));
  if (attribute === undefined) return undefined;
  return {
    kind: "attribute",
    attribute,
    ...(equals && { equals: scalars(reader, equals) }),
    ...(notEquals && { notEquals: scalars(reader, notEquals) }),
    ...(matches !== undefined && { matches }),
    ...(exists !== undefined && { exists }),
    ...(greaterThan !== undefined && { greaterThan }),
    ...(lessThan !== undefined && { lessThan }),
    ...(hasSecret !== undefined && { hasSecret }),
    ...(versionBelow !== undefined && { versionBelow }),
  };
}

function empty(reader: TomlReader, value: TomlValue): undefined {
  const message = `A condition needs one of ${operators.join(", ")}, or any, or not.`;
  return reader.error("policy/condition-empty", message, value.range, { kind: "value", value });
}

/** Reads a pattern and tries it, so that nothing invalid gets further. */
export function parsePattern(reader: TomlReader, value: TomlValue | undefined): string | undefined {
  const source = reader.string(value);
  if (value === undefined || source === undefined) return undefined;
  const pattern = reader.patternLimits.compile(reader, value, source);
  if (typeof pattern !== "string") return pattern?.source;
  const about = { kind: "pattern", value, fragment: /: `(.*)`$/s.exec(pattern)?.[1] } as const;
  return reader.error("policy/pattern-invalid", `Not an RE2 pattern: ${pattern}.`, value.range, about);
}

function parseVersion(reader: TomlReader, value: TomlValue | undefined): string | undefined {
  const version = reader.string(value);
  if (value === undefined || version === undefined || isVersion(version)) return version;
  return reader.wrongType('a version of three numbers such as "0.150.0"', value);
}

function scalars(reader: TomlReader, value: TomlValue): PolicyScalar[] {
  const elements = value.kind === "array" ? value.elements : [value];
  if (elements.length === 0) empty(reader, value);
  return elements.flatMap((element) => parseScalar(reader, element) ?? []);
}

/** A string, number or truth value; whole numbers stay exact. */
export function parseScalar(reader: TomlReader, value: TomlValue): PolicyScalar | undefined {
  if (value.kind === "array" || value.kind === "table" || value.kind === "datetime") {
    return reader.wrongType("a string, a number, true or false", value, "other");
  }
  if (value.kind === "float" && !Number.isFinite(value.value)) return reader.exactNumber(value);
  return value.value;
}
