import type { OutcomeAttribute, RefusedBy } from "./catalogueTypes.ts";

type Read = (attribute: OutcomeAttribute) => string;

const deciders: Readonly<Record<string, RefusedBy>> = {
  user: "person",
  config: "rule",
  automatedreviewer: "reviewer",
};

/** Who decided, in the catalogue's word; undefined for a word of Codex that is not known. */
export const deciderOf = (source: string): RefusedBy | undefined => deciders[source.toLowerCase()];

/** What Codex writes in place of an output when a call was never made (observed, and from its source), the surest first. */
const refusals: readonly (readonly [text: RegExp, by: RefusedBy])[] = [
  [/rejected by user approval settings/, "rule"],
  [/^(?:\w+ failed: CreateProcess \{ message: ")?Rejected\(\\?"rejected by user\\?"\)/, "person"],
  [/^(?:patch )?rejected by user\b/, "person"],
  [/^user (?:rejected|cancelled) MCP tool call/, "person"],
  [/^(?:\w+ failed: CreateProcess \{ message: ")?Rejected\(\\?"This action was rejected due to/, "reviewer"],
  [/^\w+ failed: CreateProcess \{ message: "Rejected\(/, "rule"],
  [/^approval policy is \w+; reject command/, "rule"],
];

/** Who refused the call that a `codex.tool_result` tells of; undefined when it was made, or nothing tells that it was not. */
export function refusalInResult(read: Read): RefusedBy | undefined {
  if (read("success").toLowerCase() !== "false") return undefined;
  const output = read("output");
  return refusals.find(([text]) => text.test(output))?.[1];
}
