import { actionForms } from "../actions/readAction.ts";
import type { PolicyKey, PolicyType } from "../model/policyKeyTypes.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import { policyKeys } from "./policyKeys.ts";
import { wordKeys } from "./wordKeys.ts";

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
  type: { kind: "table", keys: policyKeys },
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

/** The type of a list's elements, or the type itself. */
export function elementType(type: PolicyType): PolicyType {
  return type.kind === "many" || type.kind === "oneOrMany" ? elementType(type.of) : type;
}

/** The keys that the language defines inside of a value of this type. */
export function keysOf(type: PolicyType, vocabulary: Vocabulary = productVocabulary): readonly PolicyKey[] {
  switch (type.kind) {
    case "table":
      return type.keys;
    case "condition":
      return wordKeys(vocabulary).condition;
    case "detection":
      return wordKeys(vocabulary).detection;
    case "action":
      return wordKeys(vocabulary).action;
    case "named":
      return type.keys ?? [];
    default:
      return [];
  }
}

/** A type in a few words. */
export function policyTypeWords(type: PolicyType, vocabulary: Vocabulary = productVocabulary): string {
  switch (type.kind) {
    case "word":
      return type.words.map(({ word }) => `"${word}"`).join(", ");
    case "many":
      return `list of ${plural(type.of, vocabulary)}`;
    case "oneOrMany":
      return `${policyTypeWords(type.of, vocabulary)}, or a list`;
    case "named":
      return `table of ${plural(type.of, vocabulary)}`;
    case "action":
      return actionForms(vocabulary.actions);
    default:
      return typeNames[type.kind];
  }
}

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
  condition: "condition",
  detection: "table",
} as const;

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
      return `${typeNames[type.kind]}s`;
  }
}

/** What a key does, whether it is needed and what counts without it, as Markdown. */
export function describePolicyKey({ documentation, required, default: missing }: PolicyKey): string {
  const facts = required ? "Required." : missing === undefined ? undefined : `Without it: ${missing}.`;
  return facts === undefined ? documentation : `${documentation}\n\n${facts}`;
}
