import { textOfValue } from "../../../core/policy/evaluate/valueText.ts";
import { jqFound } from "../../../core/policy/export/monad/jqText.ts";
import { ottlHolds, ottlMatches } from "../../../core/policy/export/otelcol/ottlTests.ts";
import { escapePattern } from "../../../core/policy/export/patterns.ts";
import { cannotSay, exactly } from "../../../core/policy/export/targetForm.ts";
import type { Operator } from "../../../core/policy/operators/operator.ts";

/** An operator that the product does not have. Sigma is left without a word for it. */
export const startsWith: Operator<string> = {
  key: "starts_with",
  documentation: "The value's text begins with this one.",
  type: { kind: "string" },
  example: '"mcp_"',
  starter: { attribute: "tool_name", documentation: "How one attribute begins." },
  samples: { holds: { test: '"mcp_"', value: "mcp_search" }, fails: { test: '"mcp_"', value: "my_mcp_" } },
  read: (reader, value) => reader.string(value),
  compile: (start) => (value) => value !== undefined && textOfValue(value).startsWith(start),
  words: (start) => `starts with ${start}`,
  parts: (start) => [start],
  targets: {
    otelcol: (start, subject) => exactly(ottlHolds(subject, (text) => ottlMatches(text, `\\A${escapePattern(start)}`))),
    monad: (start, { value }) => exactly(jqFound(value, `\\A${escapePattern(start)}`)),
    sigma: () => cannotSay("it is a word of a test"),
  },
};
