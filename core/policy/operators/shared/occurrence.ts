import { textOfValue } from "../../evaluate/valueText.ts";
import type { ValueTest } from "../../model/conditionAnswer.ts";
import { compilePattern } from "../../patterns/pattern.ts";

/** Whether a pattern is found anywhere in the text of a value. Throws a RangeError for an invalid pattern. */
export function occurs(source: string, isShortEnough: (text: string) => boolean): ValueTest {
  const pattern = compilePattern(source);
  if (typeof pattern === "string") throw new RangeError(pattern);
  return (value) => {
    if (value === undefined) return false;
    const text = textOfValue(value);
    return isShortEnough(text) ? pattern.occursIn(text) : undefined;
  };
}
