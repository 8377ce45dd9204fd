import { escapeControlCharacters, shorten } from "../../text/escapeControl.ts";
import type { Condition } from "../model/condition.ts";

const longestText = 160;

/** A condition in words, as the policy has it: `success equals false`, `not (model exists)`. Nothing of an event is in it. */
export const conditionText = (condition: Condition): string =>
  shorten(escapeControlCharacters(words(condition)), longestText);

function words(condition: Condition): string {
  switch (condition.kind) {
    case "attribute":
      return `${condition.attribute} ${condition.tests.map(({ operator, value }) => operator.words(value)).join(" and ")}`;
    case "not":
      return `not (${words(condition.condition)})`;
    case "all":
    case "any":
      return condition.conditions
        .map((part) => (part.kind === "attribute" ? words(part) : `(${words(part)})`))
        .join(condition.kind === "all" ? " and " : " or ");
  }
}
