import { describeOperator } from "../operators/describeOperator.ts";
import type { Operator } from "../operators/operator.ts";
import type { conditionTable } from "./conditionTable.ts";
import type { PolicyKey } from "./policyType.ts";

/** What a condition may say: the keys of its table, and the operators. A vocabulary is one. */
export interface ConditionLanguage {
  readonly tables: { readonly condition: readonly (typeof conditionTable)[number][] };
  readonly operators: readonly Operator[];
}

/** A key of a condition; operators are keys too. */
export type ConditionKey = (typeof conditionTable)[number] | OperatorKey;

interface OperatorKey extends PolicyKey {
  readonly operator: Operator;
}

const made = new WeakMap<ConditionLanguage, readonly ConditionKey[]>();

/** The keys of a condition, always the same list for the same language: the operators stand behind the attribute. */
export function conditionKeys(language: ConditionLanguage): readonly ConditionKey[] {
  let keys = made.get(language);
  if (keys === undefined) {
    const { tables, operators } = language;
    keys = keysBehind(tables.condition, "attribute", operators.map(operatorKey));
    made.set(language, keys);
  }
  return keys;
}

/** Keys with others behind the one of a name. */
export function keysBehind<Key extends PolicyKey, Other extends PolicyKey>(
  keys: readonly Key[],
  name: Key["name"],
  others: readonly Other[],
): readonly (Key | Other)[] {
  const at = keys.findIndex((key) => key.name === name) + 1;
  return [...keys.slice(0, at), ...others, ...keys.slice(at)];
}

function operatorKey(operator: Operator): OperatorKey {
  const { key, type, example, foreignNames } = operator;
  return {
    name: key,
    ...(foreignNames && { foreignNames }),
    type,
    documentation: describeOperator(operator),
    example,
    operator,
  };
}
