import type { ActionIndex } from "./actions/actionIndex.ts";
import { productActions } from "./actions/index.ts";
import type { CorrelationKind } from "./correlations/correlation.ts";
import { correlations } from "./correlations/index.ts";
import { operators } from "./operators/index.ts";
import type { Operator } from "./operators/operator.ts";

/** The words that a policy may use where the language has a list of them. */
export interface Vocabulary {
  readonly operators: readonly Operator[];
  readonly correlations: readonly CorrelationKind[];
  readonly actions: ActionIndex;
}

/** The words of this version. */
export const productVocabulary: Vocabulary = { operators, correlations, actions: productActions };
