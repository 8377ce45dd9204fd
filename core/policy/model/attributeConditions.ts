import type { AttributeCondition, Condition } from "./condition.ts";

/** The conditions on single attributes, however deep they stand. */
export function attributeConditions(conditions: readonly Condition[]): readonly AttributeCondition[] {
  const found: AttributeCondition[] = [];
  const visit = (condition: Condition): void => {
    switch (condition.kind) {
      case "attribute":
        found.push(condition);
        break;
      case "not":
        visit(condition.condition);
        break;
      case "all":
      case "any":
        condition.conditions.forEach(visit);
        break;
    }
  };
  conditions.forEach(visit);
  return found;
}

/** Whether any of them asks for secrets, and so for text without terminal colours. */
export function askForSecrets(conditions: readonly Condition[]): boolean {
  return attributeConditions(conditions).some(({ tests }) => tests.some(({ operator }) => operator.asksForSecrets));
}
