import type { PolicyKey } from "../policyKeyTypes.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { conditionKeys } from "./conditionKeys.ts";
import { detectionKeys } from "./detectionKeys.ts";

/** The keys of the tables that a vocabulary has words for. */
interface WordKeys {
  readonly condition: readonly PolicyKey[];
  readonly detection: readonly PolicyKey[];
}

const made = new WeakMap<Vocabulary, WordKeys>();

/** Always the same keys for the same vocabulary: conditions may hold conditions. */
export function wordKeys(vocabulary: Vocabulary): WordKeys {
  const known = made.get(vocabulary);
  if (known !== undefined) return known;
  const keys = {
    condition: conditionKeys(vocabulary.operators),
    detection: detectionKeys(vocabulary.correlations),
  };
  made.set(vocabulary, keys);
  return keys;
}
