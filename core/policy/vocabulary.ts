import type { ActionIndex } from "./actions/actionIndex.ts";
import { productActions } from "./actions/index.ts";
import type { CorrelationKind } from "./correlations/correlation.ts";
import { correlations } from "./correlations/index.ts";
import { operators } from "./operators/index.ts";
import type { Operator } from "./operators/operator.ts";
import { type PolicyTables, productTables } from "./schema/policyTables.ts";

/** The language of policies: the keys of its tables, and the words of which there is a list. */
export interface Vocabulary {
  readonly tables: PolicyTables;
  readonly operators: readonly Operator[];
  readonly correlations: readonly CorrelationKind[];
  readonly actions: ActionIndex;
}

/** The words of this version. */
export const productVocabulary: Vocabulary = {
  tables: productTables,
  operators,
  correlations,
  actions: productActions,
};
