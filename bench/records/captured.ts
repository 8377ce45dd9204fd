import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LogRecord, ResourceLogs } from "../../core/otlp/generated/opentelemetry/proto/logs/v1/logs.ts";
import { parseOtlpJson } from "../../core/otlp/json.ts";
import { encodeRequest } from "../../core/otlp/protobuf.ts";

/** A record that the real Codex sent, with the resource it came from. */
export interface Captured {
  readonly resource: ResourceLogs["resource"];
  readonly record: LogRecord;
}

/** The records of a capture, in the order in which they were sent. */
export function capturedRecords(root: string, capture: string): Captured[] {
  const file = join(root, "test/fixtures/captures", `${capture}.logs.otlp.jsonl`);
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .flatMap((line) => parseOtlpJson(line))
    .flatMap((otlp) => (otlp.signal === "logs" ? otlp.request.resourceLogs : []))
    .flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords.map((record) => ({ resource, record }))),
    );
}

const scope = { name: "codex_otel.log_only", version: "", attributes: [], droppedAttributesCount: 0 };

/** The bytes of a request with records of one resource. */
export function encodeLogs(resource: ResourceLogs["resource"], logRecords: LogRecord[]): Buffer {
  const resourceLogs = [{ resource, scopeLogs: [{ scope, logRecords, schemaUrl: "" }], schemaUrl: "" }];
  return Buffer.from(encodeRequest({ signal: "logs", request: { resourceLogs } }));
}
