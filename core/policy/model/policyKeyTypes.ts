/** What may stand as a value in a policy. */
export type PolicyType =
  | { readonly kind: "string" | "boolean" | "number" | "integer" | "pattern" | "scalar" }
  /** The name of an attribute, of `resource.NAME`, or `body`. */
  | { readonly kind: "attribute" | "attributeGlob" | "eventGlob" | "environmentVariable" | "endpoint" | "path" }
  | { readonly kind: "word"; readonly words: readonly PolicyWord[] }
  /** `many`: a list; `oneOrMany`: one alone need not stand in brackets. */
  | { readonly kind: "many" | "oneOrMany"; readonly of: PolicyType }
  | { readonly kind: "table"; readonly keys: readonly PolicyKey[] }
  /** A table whose names the person chooses, or takes from elsewhere; `keys` are those that mean something of their own. */
  | {
      readonly kind: "named";
      readonly names: NameSource;
      readonly of: PolicyType;
      readonly keys?: readonly PolicyKey[];
    }
  /** What the vocabulary has words for: tables whose keys are its words, and some others, and its actions. */
  | { readonly kind: "condition" | "detection" | "action" };

/** Where the names of a table come from. */
export type NameSource = "class" | "secret" | "destination" | "classOfPolicy" | "header" | "eventAttribute";

export interface PolicyWord {
  readonly word: string;
  readonly documentation: string;
}

/** One key of the policy language. */
export interface PolicyKey {
  readonly name: string;
  readonly type: PolicyType;
  readonly required?: true;
  /** What counts where the key is missing. */
  readonly default?: string;
  /** Whole sentences, Markdown. */
  readonly documentation: string;
  /** Value with which a snippet starts, in TOML. */
  readonly example: string;
}
