import type { ConditionContext } from "../../model/conditionAnswer.ts";
import type { AttributeTest } from "../operator.ts";

/** Nothing is asked of a value that is not there. */
const nothingToAsk: ConditionContext = { hasSecret: () => false, occursIn: () => () => false };

/** Whether a test holds where the attribute is absent. */
export const holdsForAbsent = ({ operator, value }: AttributeTest): boolean =>
  operator.compile(value, { attribute: "", context: nothingToAsk })(undefined) === true;
