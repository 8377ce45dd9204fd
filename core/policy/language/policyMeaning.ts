import { actionForms } from "../actions/readAction.ts";
import { elementType, type PolicyKey, type PolicyType } from "../schema/policyType.ts";
import { isCondition, keysOf } from "../schema/tableKeys.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";

/** What may stand at a path of the policy. Lists are passed through: the path of their elements is their own. */
export interface PolicyMeaning {
  readonly type: PolicyType;
  /** Undefined for names that the person chooses. */
  readonly key: PolicyKey | undefined;
  /** The key of the language that the path leads through last. */
  readonly nearest: PolicyKey;
  /** Where the last name of the path comes from, when the person chooses it. */
  readonly names: Extract<PolicyType, { kind: "named" }>["names"] | undefined;
}

/** The file itself, as if it were a key. */
const policyRoot: PolicyKey = {
  name: "policy",
  type: { kind: "table", keys: "policy" },
  documentation: "What each destination may see of Codex's telemetry.",
  example: "",
};

/** Finds what a path such as `["destinations", "siem", "when", "attribute"]` means; undefined where nothing may stand. */
export function policyMeaningOf(
  path: readonly string[],
  vocabulary: Vocabulary = productVocabulary,
): PolicyMeaning | undefined {
  let meaning: PolicyMeaning = { type: policyRoot.type, key: policyRoot, nearest: policyRoot, names: undefined };
  for (const name of path) {
    const type = elementType(meaning.type);
    const key = keysOf(type, vocabulary).find((candidate) => candidate.name === name);
    if (key !== undefined) meaning = { type: key.type, key, nearest: key, names: undefined };
    else if (type.kind !== "named") return undefined;
    else meaning = { type: type.of, key: undefined, nearest: meaning.nearest, names: type.names };
  }
  return meaning;
}

/** A type in a few words. */
export function policyTypeWords(type: PolicyType, vocabulary: Vocabulary = productVocabulary): string {
  switch (type.kind) {
    case "word":
      return type.words.map(({ name }) => `"${name}"`).join(", ");
    case "many":
      return `list of ${plural(type.of, vocabulary)}`;
    case "oneOrMany":
      return `${policyTypeWords(type.of, vocabulary)}, or a list`;
    case "named":
      return `table of ${plural(type.of, vocabulary)}`;
    case "action":
      return actionForms(vocabulary.actions);
    default:
      return nameOfType(type);
  }
}

/** Types that need no more words. */
type PlainType = Exclude<PolicyType, { kind: "word" | "many" | "oneOrMany" | "named" | "action" }>;

const nameOfType = (type: PlainType): string => (isCondition(type) ? "condition" : typeNames[type.kind]);

const typeNames = {
  string: "string",
  boolean: "true or false",
  number: "number",
  integer: "whole number",
  pattern: "RE2 pattern",
  scalar: "string, number, true or false",
  attribute: "attribute name",
  attributeGlob: "attribute name or glob",
  eventGlob: "event name or glob",
  environmentVariable: "name of an environment variable",
  endpoint: "URL",
  path: "path of a file",
  table: "table",
} as const satisfies Readonly<Record<PlainType["kind"], string>>;

function plural(type: PolicyType, vocabulary: Vocabulary): string {
  switch (type.kind) {
    case "attributeGlob":
      return "attribute names and globs";
    case "eventGlob":
      return "event names and globs";
    case "environmentVariable":
      return "names of environment variables";
    case "scalar":
      return "strings, numbers, true or false";
    case "action":
      return "actions";
    case "many":
    case "oneOrMany":
    case "named":
      return `${policyTypeWords(type, vocabulary).replace(/^(list|table)/, "$1s")}`;
    case "word":
      return policyTypeWords(type, vocabulary);
    default:
      return `${nameOfType(type)}s`;
  }
}

/** What a key does, whether it is needed and what counts without it, as Markdown. */
export function describePolicyKey({ documentation, required, default: missing }: PolicyKey): string {
  const facts = required ? "Required." : missing === undefined ? undefined : `Without it: ${missing}.`;
  return facts === undefined ? documentation : `${documentation}\n\n${facts}`;
}
