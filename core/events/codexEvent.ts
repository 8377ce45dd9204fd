import type { AnyValue } from "../otlp/anyValue.ts";

/** Where a normalised field came from; anything but the first word of each list means that what was sent was corrected. */
export type NameSource = "attribute" | "record" | "inferred" | "none";
export type TimeSource = "record" | "observed" | "attribute" | "none";

/**
 * One OTLP log record of Codex, normalised. Attribute and resource values keep their wire types; use the functions of
 * `otlp/anyValue.ts` to read them as text or number.
 */
export interface CodexEvent {
  /** `codex.user_prompt` and the like; for a record that is not a Codex event its scope name, or `(unnamed)`. */
  readonly name: string;
  readonly nameSource: NameSource;
  /** Nanoseconds since 1970; 0n only when no time was found at all. */
  readonly timeUnixNano: bigint;
  readonly timeSource: TimeSource;
  /** `conversation.id`, or undefined for records outside of a session. */
  readonly session: string | undefined;
  readonly attributes: ReadonlyMap<string, AnyValue>;
  readonly resource: ReadonlyMap<string, AnyValue>;
  readonly body: AnyValue | undefined;
  readonly scope: string;
  readonly severityText: string;
  /** Hex, empty when absent. */
  readonly traceId: string;
  readonly spanId: string;
}
