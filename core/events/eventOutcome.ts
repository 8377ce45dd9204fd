import { type AnyValue, toText } from "../otlp/anyValue.ts";
import { eventDefinition } from "./catalogue.ts";
import type { EventOutcome, OutcomeAttribute, RefusedBy } from "./catalogueTypes.ts";

/** The outcome of an event that went badly; undefined for one that went well or speaks of no outcome. */
export const eventOutcome = (name: string, attributes: ReadonlyMap<string, AnyValue>): EventOutcome | undefined =>
  outcomeFrom(name, (attribute) => toText(attributes.get(attribute)));

/** The same where the attributes are read in another way; what is missing reads as the empty text. */
export function outcomeFrom(name: string, read: (attribute: OutcomeAttribute) => string): EventOutcome | undefined {
  const own = eventDefinition(name)?.outcome?.(read);
  if (own !== undefined) return own === "done" ? undefined : own;
  const hasFailed =
    read("success").toLowerCase() === "false" ||
    Number(read("http.response.status_code")) >= 400 ||
    read("error.message") !== "";
  return hasFailed ? "failed" : undefined;
}

/** Who refused what an event tells of; undefined where nothing was refused, or it does not say. */
export const refusedBy = (name: string, attributes: ReadonlyMap<string, AnyValue>): RefusedBy | undefined =>
  eventDefinition(name)?.refusedBy?.((attribute) => toText(attributes.get(attribute)));
