import type { AttributeTest } from "../operators/operator.ts";

export type Condition =
  | AttributeCondition
  | { readonly kind: "all" | "any"; readonly conditions: readonly Condition[] }
  | { readonly kind: "not"; readonly condition: Condition };

/** Tests on one attribute, `resource.*` name or `body`; all of them must hold. */
export interface AttributeCondition {
  readonly kind: "attribute";
  readonly attribute: string;
  /** In the order in which they are asked. */
  readonly tests: readonly AttributeTest[];
}
