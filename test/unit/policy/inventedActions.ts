import type { Action } from "../../../core/policy/actions/action.ts";
import { ActionIndex } from "../../../core/policy/actions/actionIndex.ts";
import { productActions } from "../../../core/policy/actions/index.ts";
import { textOfValue } from "../../../core/policy/evaluate/valueText.ts";
import { productVocabulary, type Vocabulary } from "../../../core/policy/vocabulary.ts";

/** Leaves a dash; every target can do it. */
export const blank: Action = {
  kind: "blank",
  documentation: "The value becomes a dash.",
  synonyms: ["empty"],
  done: { title: "blanked" },
  arrives: { title: "as a dash" },
  usesSalt: false,
  visibility: () => ({ kind: "masked" }),
  redact: () => ({ value: { kind: "string", value: "-" }, action: "blank", secrets: undefined }),
  id: "dropped",
  collector: {
    form: "replaced",
    statements: (path) => [
      `stringify_all(${path})`,
      `truncate_all(${path}, 0)`,
      `replace_all_patterns(${path}, "value", "^$$", "-")`,
    ],
  },
  monad: { form: "filter", jq: () => '"-"' },
  example: { before: "List the files in src", after: "-" },
};

/** Writes the first letters backwards; no target can do it. */
export const backwards: Action = {
  kind: "backwards",
  proposedBytes: 8,
  documentation: "At most so many letters, the last one first.",
  synonyms: [],
  done: { title: "turned round" },
  arrives: { title: "the first {0} letters, turned round" },
  usesSalt: false,
  visibility: ({ bytes = 0 }) => ({ kind: "beginning", bytes }),
  redact: (received, { bytes = 0 }) => ({
    value: { kind: "string", value: [...textOfValue(received.value)].slice(0, bytes).reverse().join("") },
    action: "backwards",
    secrets: undefined,
  }),
  id: "dropped",
  collector: { form: "impossible", why: "it cannot turn a text round." },
  monad: { form: "impossible", why: "nobody has tried it." },
  example: { bytes: 4, before: "List", after: "tsiL" },
};

/** The actions of the product with invented ones: what adding a file and a line would give. */
export const withInvented = new ActionIndex([...productActions.all, blank, backwards]);

/** The words of a policy with them. */
export const inventedVocabulary: Vocabulary = { ...productVocabulary, actions: withInvented };
