import type { AnyValue } from "../otlp/anyValue.ts";
import type { AttributeDefinition, EventDefinition } from "./catalogueTypes.ts";
import { commonAttributes, traceAttributes } from "./commonAttributes.ts";
import { events } from "./definitions/index.ts";
import { eventAttributes } from "./eventAttributes.ts";
import { resourceAttributes } from "./resourceAttributes.ts";
import { spanAttributes } from "./spanAttributes.ts";

export type { AttributeDefinition, DataClass, EventDefinition, WireType } from "./catalogueTypes.ts";
export { commonAttributes, eventAttributes, events, resourceAttributes, spanAttributes, traceAttributes };

const byName = <T extends { readonly name: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((definition) => [definition.name, definition]));

const eventsByName = byName(events);
const attributesByName = byName([...eventAttributes, ...spanAttributes]);
const resourceByName = new Map([
  ...resourceAttributes.flatMap((definition) => definition.aliases.map((alias) => [alias, definition] as const)),
  ...byName(resourceAttributes),
]);

/** Names under which an attribute may be found, the one that was asked for first, for every name and alias. */
const spellings = new Map<string, readonly string[]>();
for (const { name, aliases } of attributesByName.values()) {
  const names = [name, ...aliases];
  for (const spelling of names)
    spellings.set(spelling, [spelling, ...(spellings.get(spelling) ?? []), ...names].filter(isFirst));
}

function isFirst(name: string, index: number, names: readonly string[]): boolean {
  return names.indexOf(name) === index;
}

/** What Codex means by an event name, or undefined for a name it is not known to send. */
export function eventDefinition(name: string): EventDefinition | undefined {
  return eventsByName.get(name);
}

/** What an attribute of a log record, span or event of a span holds; aliases count. Undefined for an unknown name. */
export function attributeDefinition(name: string): AttributeDefinition | undefined {
  return (
    attributesByName.get(name) ??
    spellings
      .get(name)
      ?.map((spelling) => attributesByName.get(spelling))
      .find((definition) => definition !== undefined)
  );
}

/** What an attribute of a resource holds, by its name without `resource.`; aliases count. */
export function resourceAttributeDefinition(name: string): AttributeDefinition | undefined {
  return resourceByName.get(name);
}

/** The names under which `attributeOf` looks for an attribute, in its order. */
export function spellingsOf(name: string): readonly string[] {
  return spellings.get(name) ?? [name];
}

/**
 * An attribute under the name Codex sends, or under one of its aliases: `sandbox_policy` also finds the `sandbox_mode` of
 * a vendor's documented example, and the other way round. The name that was asked for wins. An empty value counts as
 * absent.
 */
export function attributeOf(attributes: ReadonlyMap<string, AnyValue>, name: string): AnyValue | undefined {
  const value = attributes.get(name);
  if (value !== undefined && value.kind !== "empty") return value;
  for (const spelling of spellings.get(name) ?? []) {
    const found = attributes.get(spelling);
    if (found !== undefined && found.kind !== "empty") return found;
  }
  return undefined;
}
