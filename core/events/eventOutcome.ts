import { type AnyValue, toText } from "../otlp/anyValue.ts";
import { eventDefinition } from "./catalogue.ts";
import type { EventOutcome, OutcomeAttribute } from "./catalogueTypes.ts";

/** The outcome of an event that went badly; undefined for one that went well or speaks of no outcome. */
export const eventOutcome = (name: string, attributes: ReadonlyMap<string, AnyValue>): EventOutcome | undefined =>
  outcomeFrom(name, (attribute) => toText(attributes.get(attribute)));

/** The same where the attributes are read in another way; what is missing reads as the empty text. */
export function outcomeFrom(name: string, read: (attribute: OutcomeAttribute) => string): EventOutcome | undefined {
  const own = eventDefinition(name)?.outcome?.(read);
  if (own !== undefined) return own;
  const hasFailed =
    read("success").toLowerCase() === "false" ||
    Number(read("http.response.status_code")) >= 400 ||
    read("error.message") !== "";
  return hasFailed ? "failed" : undefined;
}
