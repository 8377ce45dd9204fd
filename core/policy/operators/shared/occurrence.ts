import { textOfValue } from "../../evaluate/valueText.ts";
import type { Answer, ValueTest } from "../../model/conditionAnswer.ts";
import { compilePattern, type Pattern } from "../../patterns/pattern.ts";

/** Whether a pattern is found anywhere in the text of a value, as `test` answers. Throws a RangeError for an invalid pattern. */
export function occurs(source: string, test: (pattern: Pattern) => (text: string) => Answer): ValueTest {
  const pattern = compilePattern(source);
  if (typeof pattern === "string") throw new RangeError(pattern);
  const occursIn = test(pattern);
  return (value) => (value === undefined ? false : occursIn(textOfValue(value)));
}
