import type { OffsetRange } from "../../../text/range.ts";
import { childOf, textOf } from "../../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../../toml/document.ts";

/** A condition on an attribute as it is written, with the place of the attribute's name. */
export interface WrittenCondition {
  readonly text: string;
  readonly range: OffsetRange;
  readonly table: TomlTable;
}

/** All conditions on attributes inside of a `when`, however deep in `any` and `not`. */
export function writtenConditions(value: TomlValue | undefined): readonly WrittenCondition[] {
  if (value === undefined) return [];
  if (value.kind === "array") return value.elements.flatMap(writtenConditions);
  if (value.kind !== "table") return [];
  const inner = [childOf(value, "any"), childOf(value, "not")].flatMap(writtenConditions);
  const attribute = childOf(value, "attribute");
  const text = textOf(attribute);
  return text === undefined || attribute === undefined
    ? inner
    : [{ text, range: attribute.range, table: value }, ...inner];
}
