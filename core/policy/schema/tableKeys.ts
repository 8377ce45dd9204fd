import type { ActionIndex } from "../actions/actionIndex.ts";
import type { CorrelationKind } from "../correlations/correlation.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { conditionKeys, keysBehind } from "./conditionKeys.ts";
import { elementType, type PolicyKey, type PolicyType, type TableName } from "./policyType.ts";

/** The keys of a table of the language, with the words of the vocabulary that are keys there. */
export function tableKeys(table: TableName, vocabulary: Vocabulary): readonly PolicyKey[] {
  switch (table) {
    case "condition":
      return conditionKeys(vocabulary);
    case "detection":
      return detectionKeys(vocabulary);
    default:
      return vocabulary.tables[table];
  }
}

/** The keys of a detection: the correlations stand behind the conditions. */
export const detectionKeys = ({ tables, correlations }: Vocabulary) =>
  keysBehind(tables.detection, "when", correlations.map(correlationKey));

const correlationKey = ({ key, keys, documentation, example }: CorrelationKind): PolicyKey => ({
  name: key,
  type: { kind: "table", keys },
  default: "one event is enough",
  documentation,
  example,
});

/** The keys of an action that is written as a table: a number of bytes each. The one that may stand there alone must. */
export function actionKeys({ tables }: ActionIndex): readonly PolicyKey[] {
  return tables.map(({ kind, documentation, synonyms, proposedBytes }) => ({
    name: kind,
    foreignNames: synonyms,
    type: { kind: "integer" },
    ...(tables.length === 1 && { required: true }),
    documentation,
    example: String(proposedBytes),
  }));
}

/** The keys that the language defines inside of a value of this type. */
export function keysOf(type: PolicyType, vocabulary: Vocabulary): readonly PolicyKey[] {
  switch (type.kind) {
    case "table":
      return typeof type.keys === "string" ? tableKeys(type.keys, vocabulary) : type.keys;
    case "action":
      return actionKeys(vocabulary.actions);
    case "named":
      return type.keys ?? [];
    default:
      return [];
  }
}

/** Whether a value of this type is written as a table with a header, or several of them. */
export function isTable(type: PolicyType): boolean {
  const { kind } = elementType(type);
  return kind === "named" || (kind === "table" && !isCondition(elementType(type)));
}

/** Conditions stand in one line. */
export const isCondition = (type: PolicyType): boolean => type.kind === "table" && type.keys === "condition";
