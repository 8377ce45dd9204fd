/**
 * What an attribute holds, and so who may see it. The classes of the built-in policy have the same names; `error` is a
 * text that a provider chose, `raw_payload` free text in which anything can be.
 */
export type DataClass =
  | "prompt"
  | "agent_response"
  | "tool_arguments"
  | "tool_output"
  | "command"
  | "file_path"
  | "identity"
  | "host"
  | "credential"
  | "identifier"
  | "error"
  | "raw_payload"
  | "usage"
  | "metadata";

/** OTLP types in which an attribute arrives. Codex often writes numbers and booleans as strings. */
export type WireType = "string" | "int" | "double" | "bool";

export interface AttributeDefinition {
  readonly name: string;
  readonly class: DataClass;
  /** Every type seen or documented, the usual one first. */
  readonly types: readonly WireType[];
  /** One sentence for a person, without an end mark. */
  readonly description: string;
  /** Other names for the same thing: documented examples, older versions, stores that write dots as underscores. */
  readonly aliases: readonly string[];
  /** There for what documented examples carry, and what a company may add: Codex 0.169.0 does not send it. */
  readonly isOnlyDocumented?: true;
}

export interface EventDefinition {
  /** `codex.tool_result` */
  readonly name: string;
  /** `Tool result` */
  readonly title: string;
  readonly description: string;
  /** One of the six events that every session with a tool call has. */
  readonly basic: boolean;
  /** In which signals it occurs: as a log record, as an event of a span. */
  readonly signals: readonly ("logs" | "traces")[];
  /** Seen in the recorded sessions of Codex 0.169.0; otherwise known from Codex's source and reports of its users. */
  readonly observed: boolean;
  /** Names of the attributes it has beside the common ones. */
  readonly attributes: readonly string[];
}

type Row = readonly [
  name: string,
  types: WireType | readonly WireType[],
  description: string,
  aliases?: readonly string[],
];

/** Attribute definitions of one data class, one row each. */
export function definitions(dataClass: DataClass, rows: readonly Row[]): readonly AttributeDefinition[] {
  return rows.map(([name, types, description, aliases = []]) => ({
    name,
    class: dataClass,
    types: typeof types === "string" ? [types] : types,
    description,
    aliases,
  }));
}

/** Those that documented examples carry, and that Codex does not send. */
export function documentedDefinitions(dataClass: DataClass, rows: readonly Row[]): readonly AttributeDefinition[] {
  return definitions(dataClass, rows).map((definition) => ({
    ...definition,
    description: `${definition.description}; documented, not sent by Codex 0.169.0`,
    isOnlyDocumented: true,
  }));
}
