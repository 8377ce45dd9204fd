/** What may stand as a value in a policy. */
export type PolicyType =
  | { readonly kind: "string" | "boolean" | "number" | "integer" | "pattern" | "scalar" }
  /** The name of an attribute, of `resource.NAME`, or `body`. */
  | { readonly kind: "attribute" | "attributeGlob" | "eventGlob" | "environmentVariable" | "endpoint" | "path" }
  | { readonly kind: "word"; readonly words: readonly PolicyWord[] }
  /** `many`: a list; `oneOrMany`: one alone need not stand in brackets. */
  | { readonly kind: "many" | "oneOrMany"; readonly of: PolicyType }
  /** A table of the language, or one with keys of its own. */
  | { readonly kind: "table"; readonly keys: TableName | readonly PolicyKey[] }
  /** A table whose names the person chooses, or takes from elsewhere; `keys` are those that mean something of their own. */
  | {
      readonly kind: "named";
      readonly names: NameSource;
      readonly of: PolicyType;
      readonly keys?: readonly PolicyKey[];
    }
  /** One of the actions. */
  | { readonly kind: "action" };

/** The tables of the language that have keys; `policy` is the file itself. */
export type TableName =
  | "policy"
  | "remove"
  | "hashing"
  | "destination"
  | "forward"
  | "tls"
  | "condition"
  | "detection"
  | "sample";

/** Where the names of a table come from. */
export type NameSource = "class" | "secret" | "destination" | "classOfPolicy" | "header" | "eventAttribute";

/** A name that the language has, with what people write for it who know another tool, in lower case. */
export interface KnownName {
  readonly name: string;
  readonly foreignNames?: readonly string[];
}

export interface PolicyWord extends KnownName {
  readonly documentation: string;
  /** The usual port of a receiver for which it is the right word. */
  readonly port?: number;
}

/** One key of the policy language. */
export interface PolicyKey extends KnownName {
  readonly type: PolicyType;
  readonly required?: true;
  /** It stands without any other key of its table. */
  readonly standsAlone?: true;
  /** A file that has it, and another one like it, is hardly anything but a policy. */
  readonly isTelling?: true;
  /** A new table of this kind is proposed with it, even though it may be missing. */
  readonly isProposed?: true;
  /** What counts where the key is missing. */
  readonly default?: string;
  /** Whole sentences, Markdown. */
  readonly documentation: string;
  /** Value with which a snippet starts, in TOML. */
  readonly example: string;
  /** Values that are offered where the key is missing, in TOML; without them those that its type names, or the example. */
  readonly likely?: readonly string[];
}

/** The type of a list's elements, or the type itself. */
export function elementType(type: PolicyType): PolicyType {
  return type.kind === "many" || type.kind === "oneOrMany" ? elementType(type.of) : type;
}
