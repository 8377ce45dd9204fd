import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyValue } from "../../core/otlp/generated/opentelemetry/proto/common/v1/common.ts";
import type { LogRecord, ResourceLogs } from "../../core/otlp/generated/opentelemetry/proto/logs/v1/logs.ts";
import { parseOtlpJson } from "../../core/otlp/json.ts";
import { encodeRequest } from "../../core/otlp/protobuf.ts";

const captures = ["many-turns", "shell-tools", "everything-on", "prompts-off", "long-output", "plain-answer"];
const recordsOfSession = 500;

interface Recorded {
  readonly resource: ResourceLogs["resource"];
  readonly record: LogRecord;
}

function recorded(root: string): Recorded[] {
  return captures
    .flatMap((name) => {
      const file = join(root, "test/fixtures/captures", `${name}.logs.otlp.jsonl`);
      return readFileSync(file, "utf8").trim().split("\n").flatMap(parseOtlpJson);
    })
    .flatMap((otlp) => (otlp.signal === "logs" ? otlp.request.resourceLogs : []))
    .flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords.map((record) => ({ resource, record }))),
    );
}

/**
 * Logs requests as protobuf bytes, each with so many records that the real Codex sent, with times, sessions and calls of
 * their own. Records go in the order of the captures, round and round.
 */
export function requestsOf(root: string, batch: number, count: number): Buffer[] {
  const all = recorded(root);
  let next = 0;
  return Array.from({ length: count }, () => {
    const logRecords = Array.from({ length: batch }, () => {
      const number = next++;
      const { record } = all[number % all.length] as Recorded;
      return {
        ...record,
        observedTimeUnixNano: record.observedTimeUnixNano + BigInt(number) * 1_000_000n,
        attributes: record.attributes.map((attribute) => fresh(attribute, number)),
      };
    });
    const [{ resource }] = all as [Recorded];
    const scope = { name: "codex_otel.log_only", version: "", attributes: [], droppedAttributesCount: 0 };
    const resourceLogs = [{ resource, scopeLogs: [{ scope, logRecords, schemaUrl: "" }], schemaUrl: "" }];
    return Buffer.from(encodeRequest({ signal: "logs", request: { resourceLogs } }));
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
