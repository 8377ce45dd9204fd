import { type AnyValue, toText } from "../otlp/anyValue.ts";
import type { TimeSource } from "./codexEvent.ts";

const timestampPattern = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[-+]\d\d:\d\d)$/;

/** Nanoseconds since 1970 of an RFC 3339 timestamp, or undefined when the text is none or before 1970. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = timestampPattern.exec(text);
  if (!match) return undefined;
  const [, seconds = "", fraction = "", zone = ""] = match;
  const milliseconds = Date.parse(`${seconds.replace(/[t ]/, "T")}${zone.toUpperCase()}`);
  if (Number.isNaN(milliseconds) || milliseconds < 0) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** An RFC 3339 timestamp in UTC with nanoseconds, such as `2026-11-23T11:55:06.728502609Z`. */
export function formatTimestamp(unixNanoseconds: bigint): string {
  const seconds = unixNanoseconds / 1_000_000_000n;
  const fraction = (unixNanoseconds % 1_000_000_000n).toString().padStart(9, "0");
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return `@${unixNanoseconds}`;
  return `${date.toISOString().slice(0, -5)}.${fraction}Z`;
}

/**
 * When an event happened. Codex leaves the record's time at zero and fills the observed time (openai/codex#30936, observed);
 * the attribute `event.timestamp` has milliseconds only and comes last.
 */
export function timeOf(
  timeUnixNano: bigint,
  observedTimeUnixNano: bigint,
  timestamp: AnyValue | undefined,
): { readonly timeUnixNano: bigint; readonly timeSource: TimeSource } {
  if (timeUnixNano > 0n) return { timeUnixNano, timeSource: "record" };
  if (observedTimeUnixNano > 0n) return { timeUnixNano: observedTimeUnixNano, timeSource: "observed" };
  const parsed = parseTimestamp(toText(timestamp));
  return parsed === undefined
    ? { timeUnixNano: 0n, timeSource: "none" }
    : { timeUnixNano: parsed, timeSource: "attribute" };
}
