import type { ActionIndex } from "../actions/actionIndex.ts";
import type { PolicyKey } from "../model/policyKeyTypes.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { conditionKeys } from "./conditionKeys.ts";
import { detectionKeys } from "./detectionKeys.ts";

/** The keys of the tables that a vocabulary has words for. */
interface WordKeys {
  readonly condition: readonly PolicyKey[];
  readonly detection: readonly PolicyKey[];
  /** Those of an action that is written as a table. */
  readonly action: readonly PolicyKey[];
}

const made = new WeakMap<Vocabulary, WordKeys>();

/** Always the same keys for the same vocabulary: conditions may hold conditions. */
export function wordKeys(vocabulary: Vocabulary): WordKeys {
  const known = made.get(vocabulary);
  if (known !== undefined) return known;
  const keys = {
    condition: conditionKeys(vocabulary.operators),
    detection: detectionKeys(vocabulary.correlations),
    action: actionKeys(vocabulary.actions),
  };
  made.set(vocabulary, keys);
  return keys;
}

/** The number of bytes of each; the one that may stand there alone must. */
function actionKeys({ tables }: ActionIndex): readonly PolicyKey[] {
  return tables.map(({ kind, documentation, proposedBytes }) => ({
    name: kind,
    type: { kind: "integer" },
    ...(tables.length === 1 && { required: true }),
    documentation,
    example: String(proposedBytes),
  }));
}
