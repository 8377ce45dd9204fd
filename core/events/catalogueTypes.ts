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
  /** There for what documented examples carry, and what a company may add: Codex does not send it. */
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
  /** Seen in the recorded sessions of Codex; otherwise known from Codex's source and reports of its users. */
  readonly observed: boolean;
  /** Names of the attributes it has beside the common ones. */
  readonly attributes: readonly string[];
  /** Codicon of its row. */
  readonly icon: string;
  /** Attributes that together give it away when its name is lost. */
  readonly fingerprints?: readonly (readonly string[])[];
  /** Those that other events have too: they are tried after the fingerprints of all. */
  readonly weakFingerprints?: readonly (readonly string[])[];
  /** What its row says beside its name, on one line. Without it the row has the first attributes that only it has. */
  readonly summary?: (fields: EventFields) => string;
  /** How badly that went which it tells of, by what only it says; `done` where it went well, whatever else says. */
  readonly outcome?: (read: (attribute: OutcomeAttribute) => string) => EventOutcome | "done" | undefined;
  /** Who refused what it tells of, where it says so. */
  readonly refusedBy?: (read: (attribute: OutcomeAttribute) => string) => RefusedBy | undefined;
}

/** Reads the attributes of one event as text; nothing is the empty text. */
export interface EventFields {
  (name: string): string;
  /** A number of milliseconds in the unit that suits it. */
  milliseconds(name: string): string;
}

/**
 * How badly that went which an event tells of. `denied`: a person, the configuration, a reviewer or the sandbox refused a tool
 * call. `failed`: it was tried and did not work, or the model's provider refused it.
 */
export type EventOutcome = "failed" | "denied";

/** `rule`: the approval policy or a rule about commands, without a question. `reviewer`: Codex's automated reviewer. */
export type RefusedBy = "person" | "rule" | "sandbox" | "reviewer";

/** The attributes that tell. Names of Codex; those that no recording has are from its source. */
export const outcomeAttributes = [
  "success",
  "http.response.status_code",
  "error.message",
  "event.kind",
  "decision",
  "outcome",
  "status",
  "auth.outcome",
  "startup.status",
  "source",
  "output",
] as const;

export type OutcomeAttribute = (typeof outcomeAttributes)[number];

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
    description: `${definition.description}; documented, not sent by Codex`,
    isOnlyDocumented: true,
  }));
}
