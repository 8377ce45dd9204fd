import type { AnyValue } from "../../otlp/anyValue.ts";

/** What was done to a value: the word of an action, or `secrets` where nothing but secrets was replaced. */
export type RedactionAction = string;

/** One attribute changed for one destination. */
export interface Redaction {
  /** `prompt`, `resource.host.name` or `body`. */
  readonly attribute: string;
  /** Data class that decided, or `unknown`. */
  readonly class: string;
  readonly action: RedactionAction;
  /** Path inside the policy of the rule that decided, such as `destinations.siem.redact.tool_output`. */
  readonly rule: string;
  /** Names and counts of the secrets replaced inside a value that is kept; never the values. */
  readonly secrets?: Readonly<Record<string, number>>;
}

/** Whether a value was masked because looking for secrets in it would have cost too much. */
export const isUnsearched = ({ action, rule }: { readonly action: string; readonly rule: string }): boolean =>
  action === "mask" && rule === "secrets";

/** For one event and one destination: delivered or withheld, with the rule that decided. */
export interface RoutingDecision {
  readonly destination: string;
  readonly decision: "deliver" | "withhold";
  /** Path inside the policy, such as `destinations.siem.receives[2]` or `destinations.siem.when[0]`. */
  readonly rule: string;
  /** The same in one plain sentence. */
  readonly reason: string;
}

/** The event as the destination gets it. Absent attributes were dropped. */
export interface RedactedEvent {
  readonly attributes: ReadonlyMap<string, AnyValue>;
  readonly resource: ReadonlyMap<string, AnyValue>;
  readonly body: AnyValue | undefined;
}

export interface DestinationOutcome extends RoutingDecision {
  readonly redactions: readonly Redaction[];
  /** What it would receive; present for withheld events too, so that the preview can show what would have gone. */
  readonly redacted: RedactedEvent;
}

/** From the least serious to the most. */
export const severities = ["low", "medium", "high", "critical"] as const;
export type FindingSeverity = (typeof severities)[number];

/** A detection that matched an event. */
export interface Finding {
  readonly id: string;
  readonly severity: FindingSeverity;
  readonly message: string;
}
