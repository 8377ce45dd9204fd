import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";
import { fromKeyValues, toNumber } from "../../../core/otlp/anyValue.ts";
import { OtlpDecodeError } from "../../../core/otlp/decodeError.ts";
import { LogRecord } from "../../../core/otlp/generated/opentelemetry/proto/logs/v1/logs.ts";
import { type LogsGroup, LogsIndexer } from "../../../core/otlp/logsIndex.ts";
import { decodeLogsRequest, encodeRequest } from "../../../core/otlp/protobuf.ts";
import type { LogsRequest } from "../../../core/otlp/requests.ts";
import fc from "../seededCheck.ts";
import { captureNames, captureRequests } from "./captures.ts";
import { everyField } from "./everyField.ts";

const wanted = [
  "event.name",
  "conversation.id",
  "http.response.status_code",
  "duration_ms",
  "ratio",
  "auth.header_attached",
];

interface Found {
  readonly time: number;
  readonly observed: number;
  readonly values: readonly unknown[];
  readonly record: LogRecord;
}

function found(bytes: Uint8Array, groups: LogsGroup[] = []): Found[] {
  const records: Found[] = [];
  new LogsIndexer(wanted).index(bytes, {
    record: ({ start, end, timeUnixNano, observedTimeUnixNano, values }, group) => {
      groups.push(group);
      records.push({
        time: timeUnixNano,
        observed: observedTimeUnixNano,
        values: [...values],
        record: LogRecord.decode(bytes.subarray(start, end)),
      });
    },
  });
  return records;
}

/** The same by the generated decoder. */
function decoded(request: LogsRequest): Found[] {
  return request.resourceLogs
    .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
    .map((record) => {
      const attributes = fromKeyValues(record.attributes);
      const values = wanted.map((name) => {
        const value = attributes.get(name);
        if (value?.kind === "string" || value?.kind === "bool") return value.value;
        return value?.kind === "int" || value?.kind === "double" ? toNumber(value) : undefined;
      });
      return { time: Number(record.timeUnixNano), observed: Number(record.observedTimeUnixNano), values, record };
    });
}

/** A request without its resources and scopes, which are the first fields of what holds the records. */
function withoutShared(bytes: Uint8Array, depth = 0): Uint8Array {
  const [holder, shared] = depth === 0 ? [1, 0] : depth === 1 ? [2, 1] : [0, 1];
  const reader = new BinaryReader(bytes);
  const writer = new BinaryWriter();
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [field, type] = reader.tag();
    const isMessage = type === WireType.LengthDelimited;
    if (isMessage && field === holder) {
      writer.tag(field, type).bytes(withoutShared(reader.bytes(), depth + 1));
      continue;
    }
    reader.skip(type, field);
    if (!isMessage || field !== shared) writer.raw(bytes.subarray(start, reader.pos));
  }
  return writer.finish();
}

const logsRequests = (requests: readonly ReturnType<typeof captureRequests>[number][]) =>
  requests.flatMap((otlp) => (otlp.signal === "logs" ? [otlp] : []));

describe("The index of a logs request", () => {
  test.each(captureNames)("finds each record that the real Codex sent in %s, with its times and attributes", (name) => {
    for (const otlp of logsRequests(captureRequests(name)))
      expect(found(encodeRequest(otlp))).toEqual(decoded(otlp.request));
  });

  test("finds the records among every field that a message can have", () => {
    for (const otlp of logsRequests(everyField)) expect(found(encodeRequest(otlp))).toEqual(decoded(otlp.request));
  });

  test("finds the resource of records that come before it", () => {
    const message = (field: number, ...parts: readonly (number | Uint8Array)[]) => {
      const body = Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : part)));
      return Buffer.concat([Buffer.of((field << 3) | 2, body.length), body]);
    };
    const text = (field: number, value: string) => message(field, Buffer.from(value));
    const attribute = message(1, text(1, "host.name"), message(2, text(1, "laptop")));
    const record = message(2, text(12, "one"));
    const bytes = message(1, message(2, record, message(1, text(1, "codex_otel"))), message(1, attribute));
    const groups: string[] = [];
    new LogsIndexer([]).index(bytes, {
      record: (_, { resource, scope }) =>
        groups.push(...[resource, scope].map((range) => bytes.subarray(range?.start, range?.end).toString("latin1"))),
    });
    expect(groups).toEqual([expect.stringContaining("laptop"), expect.stringContaining("codex_otel")]);
  });

  test("tells of numbers, truth values and very short texts with their attribute", () => {
    const [otlp] = logsRequests(captureRequests("everything-on.logs.otlp.jsonl"));
    const bytes = otlp ? encodeRequest(otlp) : new Uint8Array();
    const scalars = new Set<string>();
    new LogsIndexer([]).index(bytes, {
      record: () => undefined,
      scalar: (start, end, text) => scalars.add(`${Buffer.from(bytes.subarray(start, end))}=${text}`),
    });
    expect(scalars).toContain("auth.env_openai_api_key_present=false");
  });

  const mutated = fc
    .record({
      index: fc.nat(),
      edits: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      cut: fc.option(fc.nat()),
    })
    .map(({ index, edits, cut }) => {
      const requests = logsRequests([...everyField, ...captureRequests("secrets.logs.otlp.jsonl")]);
      const otlp = requests[index % requests.length];
      const bytes = otlp ? encodeRequest(otlp) : new Uint8Array();
      for (const [at, value] of edits) bytes[at % bytes.length] = value;
      return cut === null ? bytes : bytes.subarray(0, cut % bytes.length);
    });

  test("takes nothing apart wrongly: what it accepts of damaged bytes can be decoded, with the same records", () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(mutated, (bytes) => {
        let records: Found[];
        try {
          records = found(bytes, []);
        } catch (error) {
          expect(error).toBeInstanceOf(OtlpDecodeError);
          refused++;
          return;
        }
        accepted++;
        // resources and scopes are only found, and may be damaged
        const request = decodeLogsRequest(withoutShared(bytes));
        expect(records.map(({ record }) => record)).toEqual(decoded(request).map(({ record }) => record));
      }),
      { numRuns: 600 },
    );
    expect(accepted).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(50);
  });

  test("refuses values that are nested too deeply", () => {
    let value: Buffer = Buffer.from([0x0a, 0x01, 0x61]);
    const wrap = (field: number, inner: Buffer) => {
      const length = inner.length;
      const varint = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >>> 7];
      return Buffer.concat([Buffer.of((field << 3) | 2, ...varint), inner]);
    };
    for (let depth = 0; depth < 120; depth++) value = wrap(5, wrap(1, value));
    const bytes = wrap(1, wrap(2, wrap(2, wrap(5, value))));
    expect(() => new LogsIndexer([]).index(bytes, { record: () => undefined })).toThrow(OtlpDecodeError);
  });
});
