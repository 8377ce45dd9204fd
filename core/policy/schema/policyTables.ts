import { conditionTable } from "./conditionTable.ts";
import { destinationTable } from "./destinationTable.ts";
import { detectionTable, sampleTable } from "./detectionTable.ts";
import { forwardTable, tlsTable } from "./forwardTable.ts";
import { hashingTable, policyTable, removeTable } from "./policyTable.ts";
import type { PolicyKey, TableName } from "./policyType.ts";

/**
 * The keys of every table of the policy language, with type and meaning. Reading, diagnostics and their fixes, completion,
 * hover, snippets and docs/policy-reference.md come from here; operators, correlations and actions have indexes of their own.
 */
export const productTables = {
  policy: policyTable,
  remove: removeTable,
  hashing: hashingTable,
  destination: destinationTable,
  forward: forwardTable,
  tls: tlsTable,
  condition: conditionTable,
  detection: detectionTable,
  sample: sampleTable,
} as const satisfies Readonly<Record<TableName, readonly PolicyKey[]>>;

/** Tables with at least the keys of these. */
export type PolicyTables = {
  readonly [Name in TableName]: readonly (typeof productTables)[Name][number][];
};
