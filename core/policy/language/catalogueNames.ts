import {
  type AttributeDefinition,
  attributeDefinition,
  commonAttributes,
  type EventDefinition,
  eventAttributes,
  events,
  resourceAttributeDefinition,
  resourceAttributes,
  spanAttributes,
  traceAttributes,
} from "../../events/catalogue.ts";
import { codeSpan } from "../../text/forMarkdown.ts";
import { compileGlob } from "../patterns/glob.ts";

/** An attribute under the name by which a policy speaks of it. */
export interface PolicyAttribute {
  /** `prompt`, `resource.host.name`, `body` */
  readonly name: string;
  readonly definition: AttributeDefinition;
}

const body: AttributeDefinition = {
  name: "body",
  class: "raw_payload",
  types: ["string"],
  description: "The body of the log record",
  aliases: [],
};

/** Every attribute of the catalogue: those of events, of spans, of resources, and the body. */
export const catalogueAttributes: readonly PolicyAttribute[] = [
  ...eventAttributes.map((definition) => ({ name: definition.name, definition })),
  ...spanAttributes.map((definition) => ({ name: definition.name, definition })),
  ...resourceAttributes.map((definition) => ({ name: `resource.${definition.name}`, definition })),
  { name: "body", definition: body },
];

/** Every name under which the catalogue knows an attribute, aliases included. */
export const catalogueAttributeNames: readonly string[] = [
  ...new Set(
    catalogueAttributes.flatMap(({ name, definition }) => {
      const prefix = name.startsWith("resource.") ? "resource." : "";
      return [name, ...definition.aliases.map((alias) => prefix + alias)];
    }),
  ),
];

/** What the catalogue says about an attribute as a policy names it. */
export function policyAttributeDefinition(name: string): AttributeDefinition | undefined {
  if (name === "body") return body;
  if (!name.startsWith("resource.")) return attributeDefinition(name);
  return resourceAttributeDefinition(name.slice("resource.".length));
}

/** The events of the catalogue that a glob matches. */
export function eventsMatching(glob: string): readonly EventDefinition[] {
  const compiled = compileGlob(glob);
  return events.filter(({ name }) => compiled.matches(name));
}

/** The events that one of several globs matches, each once. */
export function eventsMatchingAny(globs: readonly { readonly text: string }[]): readonly EventDefinition[] {
  return [...new Set(globs.flatMap(({ text }) => eventsMatching(text)))];
}

/** The names of attributes of the catalogue that a glob matches. */
export function attributesMatching(glob: string): readonly string[] {
  const compiled = compileGlob(glob);
  return catalogueAttributeNames.filter((name) => compiled.matches(name));
}

/** The attributes that an event has of its own, then those that all have. */
export function attributesOfEvent({ attributes, signals }: EventDefinition): readonly string[] {
  return [...new Set([...attributes, ...commonAttributes, ...(signals.includes("traces") ? traceAttributes : [])])];
}

/** The longest list of names in one sentence. */
const mostNames = 12;

/** Names as Markdown code, a long list cut. */
export function nameList(names: readonly string[], most = mostNames): string {
  const shown = names.slice(0, most).map((name) => codeSpan(name));
  return names.length > most ? `${shown.join(", ")} and ${names.length - most} more` : shown.join(", ");
}
