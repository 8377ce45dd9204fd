import { attributeConditions } from "./attributeConditions.ts";
import type { Condition } from "./condition.ts";

/** The patterns that conditions try on the text of attributes, however deep they stand. */
export function ownPatterns(
  conditions: readonly Condition[],
): readonly { readonly attribute: string; readonly source: string }[] {
  return attributeConditions(conditions).flatMap(({ attribute, tests }) =>
    tests.flatMap(({ operator, value }) => (operator.patterns?.(value) ?? []).map((source) => ({ attribute, source }))),
  );
}
