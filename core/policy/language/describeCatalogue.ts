import type { AttributeDefinition, EventDefinition } from "../../events/catalogueTypes.ts";
import { nameList } from "./catalogueNames.ts";
import { valuesOf } from "./knownValues.ts";

/** What the catalogue says about an attribute, as Markdown. */
export function describeCatalogueAttribute(name: string, definition: AttributeDefinition): string {
  const { description, types, aliases } = definition;
  const others = [definition.name, ...aliases].filter((other) => other !== name && !name.endsWith(`.${other}`));
  const values = valuesOf(name);
  return [
    `${description}.`,
    `Sent as ${types.join(" or ")}.${others.length > 0 ? ` Also called ${nameList(others)}.` : ""}`,
    values.length > 0 && name !== "event.name" ? `Known values: ${nameList(values)}.` : "",
  ]
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

/** What the catalogue says about an event, as Markdown. */
export function describeCatalogueEvent({ title, description, signals, observed, attributes }: EventDefinition): string {
  const seen = observed ? "" : " Known from Codex's source, not yet seen in a recorded session.";
  return [
    `**${title}.** ${description}`,
    `Comes in ${signals.join(" and ")}.${seen}`,
    attributes.length > 0 ? `Carries ${nameList(attributes, 20)}, beside what every event has.` : "",
  ]
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}
