import type { KeyValue } from "../../core/otlp/generated/opentelemetry/proto/common/v1/common.ts";
import { type Captured, capturedRecords, encodeLogs } from "./captured.ts";

const captures = ["many-turns", "shell-tools", "everything-on", "prompts-off", "long-output", "plain-answer"];
const recordsOfSession = 500;

/**
 * Logs requests as protobuf bytes, each with so many records that the real Codex sent, with times, sessions and calls of
 * their own. Records go in the order of the captures, round and round.
 */
export function requestsOf(root: string, batch: number, count: number): Buffer[] {
  const all = captures.flatMap((capture) => capturedRecords(root, capture));
  let next = 0;
  return Array.from({ length: count }, () => {
    const logRecords = Array.from({ length: batch }, () => {
      const number = next++;
      const { record } = all[number % all.length] as Captured;
      return {
        ...record,
        observedTimeUnixNano: record.observedTimeUnixNano + BigInt(number) * 1_000_000n,
        attributes: record.attributes.map((attribute) => fresh(attribute, number)),
      };
    });
    return encodeLogs(all[0]?.resource, logRecords);
  });
}

function fresh(attribute: KeyValue, number: number): KeyValue {
  const suffix =
    attribute.key === "conversation.id"
      ? String(Math.floor(number / recordsOfSession)).padStart(12, "0")
      : attribute.key === "call_id"
        ? String(Math.floor(number / 2))
        : undefined;
  const text = attribute.value?.stringValue;
  if (suffix === undefined || text === undefined) return attribute;
  return { ...attribute, value: { stringValue: text.slice(0, -suffix.length) + suffix } };
}
