import { escapeControlCharacters, shorten } from "../../text/escapeControl.ts";
import type { AttributeCondition, Condition, PolicyScalar } from "../model/policyModel.ts";

const longestText = 160;

/** A condition in words, as the policy has it: `success equals false`, `not (model exists)`. Nothing of an event is in it. */
export const conditionText = (condition: Condition): string =>
  shorten(escapeControlCharacters(words(condition)), longestText);

function words(condition: Condition): string {
  switch (condition.kind) {
    case "attribute":
      return testsText(condition);
    case "not":
      return `not (${words(condition.condition)})`;
    case "all":
    case "any":
      return condition.conditions
        .map((part) => (part.kind === "attribute" ? words(part) : `(${words(part)})`))
        .join(condition.kind === "all" ? " and " : " or ");
  }
}

function testsText(condition: AttributeCondition): string {
  const { attribute, equals, notEquals, matches, exists, greaterThan, lessThan, hasSecret, versionBelow } = condition;
  const tests = [
    exists === undefined ? undefined : exists ? "exists" : "is absent",
    equals && `equals ${listText(equals)}`,
    notEquals && `does not equal ${listText(notEquals)}`,
    matches === undefined ? undefined : `matches ${matches}`,
    greaterThan === undefined ? undefined : `is greater than ${greaterThan}`,
    lessThan === undefined ? undefined : `is less than ${lessThan}`,
    hasSecret === undefined ? undefined : hasSecret ? "has a secret" : "has no secret",
    versionBelow === undefined ? undefined : `is a version below ${versionBelow}`,
  ];
  return `${attribute} ${tests.filter((test) => test !== undefined).join(" and ")}`;
}

const listText = (scalars: readonly PolicyScalar[]): string => scalars.map(String).join(" or ");
