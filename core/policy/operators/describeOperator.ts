import { codeSpan } from "../../text/forMarkdown.ts";
import type { Operator, OperatorSample } from "./operator.ts";

/** What a word of a condition means, with a value for which it holds and one for which it does not, as Markdown. */
export function describeOperator({ key, documentation, samples, asksForSecrets }: Operator): string {
  // a made-up secret would alarm those who look for real ones
  if (asksForSecrets) return documentation;
  const test = (sample: OperatorSample) => codeSpan(`${key} = ${sample.test}`);
  const { holds, fails } = samples;
  return `${documentation}\n\n${test(holds)} holds ${place(holds)}; ${test(fails)} does not ${place(fails)}.`;
}

function place({ value }: OperatorSample): string {
  if (value === undefined) return "where the attribute is absent";
  return value === "" ? "for an empty text" : `for ${codeSpan(String(value))}`;
}
