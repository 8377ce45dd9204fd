import { lowerCase } from "../../evaluate/conditions.ts";
import { versionBelowPattern } from "../../evaluate/versionBelow.ts";
import type { AttributeCondition, Condition, PolicyScalar, SecretDefinition } from "../../model/policyModel.ts";
import { allSecrets } from "../patterns.ts";
import { ottlNumber, ottlString } from "./ottlText.ts";

/** How conditions find a value: OTTL paths to the value as it came, to its text, and to that without terminal colours. */
export interface ConditionPaths {
  readonly value: string;
  readonly text: string;
  readonly plain: string;
}

/** What conditions speak of. */
export interface ConditionScope {
  /** Finds a value by the name the policy has for it; undefined where there is none, as for the body of a span. */
  readonly pathsOf: (name: string) => ConditionPaths | undefined;
  /** The policy's secrets, which conditions may ask for. */
  readonly secrets: readonly SecretDefinition[];
}

/** Conditions that all must hold, as one OTTL expression. */
export function ottlConditions(conditions: readonly Condition[], scope: ConditionScope): string {
  return joined(
    conditions.map((condition) => ottlCondition(condition, scope)),
    "and",
    "true",
  );
}

/** Whether any of them asks for secrets, and so for text without terminal colours. */
export function askForSecrets(conditions: readonly Condition[]): boolean {
  return conditions.some((condition) => {
    if (condition.kind === "attribute") return condition.hasSecret !== undefined;
    return askForSecrets(condition.kind === "not" ? [condition.condition] : condition.conditions);
  });
}

function ottlCondition(condition: Condition, scope: ConditionScope): string {
  switch (condition.kind) {
    case "all":
      return ottlConditions(condition.conditions, scope);
    case "any":
      return joined(
        condition.conditions.map((part) => ottlCondition(part, scope)),
        "or",
        "false",
      );
    case "not":
      return `not (${ottlCondition(condition.condition, scope)})`;
    case "attribute": {
      return joined(tests(condition, scope), "and", "true");
    }
  }
}

function joined(parts: readonly string[], word: "and" | "or", empty: string): string {
  if (parts.length === 0) return empty;
  return parts.length === 1 ? parts.join("") : `(${parts.join(` ${word} `)})`;
}

function tests(condition: AttributeCondition, { pathsOf, secrets }: ConditionScope): string[] {
  const { attribute, equals, notEquals, matches, exists, greaterThan, lessThan, hasSecret, versionBelow } = condition;
  const paths = pathsOf(attribute);
  const parts: string[] = [];
  const present = paths ? `${paths.value} != nil` : "false";
  const holds = (test: (text: string) => string, text = paths?.text): string =>
    text === undefined ? "false" : `(${present} and ${test(text)})`;
  if (exists !== undefined) parts.push(exists ? present : `not (${present})`);
  if (equals !== undefined) parts.push(holds((text) => equalsAny(text, equals)));
  if (notEquals !== undefined) parts.push(`not (${holds((text) => equalsAny(text, notEquals))})`);
  if (matches !== undefined) parts.push(holds((text) => isMatch(text, matches)));
  if (greaterThan !== undefined) parts.push(holds((text) => numeric(text, ">", greaterThan)));
  if (lessThan !== undefined) parts.push(holds((text) => numeric(text, "<", lessThan)));
  if (hasSecret !== undefined) {
    const found = holds((text) => isMatch(text, allSecrets(secrets)), paths?.plain);
    parts.push(hasSecret ? found : `not (${found})`);
  }
  if (versionBelow !== undefined) parts.push(holds((text) => isMatch(text, versionBelowPattern(versionBelow))));
  return parts;
}

function isMatch(text: string, pattern: string): string {
  return `IsMatch(${text}, ${ottlString(pattern)})`;
}

function equalsAny(text: string, expected: readonly PolicyScalar[]): string {
  const parts = expected.map((scalar) => {
    if (typeof scalar === "number" || typeof scalar === "bigint") return numeric(text, "==", scalar);
    return `ConvertCase(${text}, "lower") == ${ottlString(lowerCase(String(scalar)))}`;
  });
  return joined(parts, "or", "false");
}

/** Whole numbers that 64 bits can hold: `Int` fails for others, and with it the whole request. */
const whole = `^(?:[+-]?(?:[0-9]{1,18}|${below("9223372036854775808").join("|")})|-9223372036854775808)$`;
const decimal = "^[+-]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?$";

/** Patterns of the numbers with as many digits that are smaller, by the first digit that differs. */
function below(digits: string): string[] {
  return [...digits].flatMap((digit, i) => {
    const rest = digits.length - i - 1;
    return digit === "0" ? [] : [`${digits.slice(0, i)}[0-${Number(digit) - 1}]${rest > 0 ? `[0-9]{${rest}}` : ""}`];
  });
}

/** Compares a text that is a number; whole numbers of 64 bits exactly. */
function numeric(text: string, operator: string, number: number | bigint): string {
  const wanted = ottlNumber(number);
  const exactly = `(IsMatch(${text}, ${ottlString(whole)}) and Int(${text}) ${operator} ${wanted})`;
  const nearly = `(not IsMatch(${text}, ${ottlString(whole)}) and IsMatch(${text}, ${ottlString(decimal)}) and Double(${text}) ${operator} ${wanted})`;
  return `(${exactly} or ${nearly})`;
}
