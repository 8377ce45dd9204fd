import { describe, expect, test } from "vitest";
import { fromKeyValues, fromMessage } from "../../../core/otlp/anyValue.ts";
import { OtlpDecodeError } from "../../../core/otlp/decodeError.ts";
import { parseOtlpJson, parseRequestJson, writeOtlpJson, writeResponseJson } from "../../../core/otlp/json.ts";
import { logsSchema, type MessageSchema, metricsSchema, tracesSchema } from "../../../core/otlp/jsonSchema.ts";
import {
  decodeLogsRequest,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  encodeStatus,
} from "../../../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest } from "../../../core/otlp/requests.ts";
import fc from "../seededCheck.ts";
import { captureBytes, captureLines, captureNames, captureRequests } from "./captures.ts";
import { everyField } from "./everyField.ts";

describe("The same session in three wire forms", () => {
  const json = parseRequestJson("logs", captureBytes("wire/shell-tools.logs.http.json"));
  const protobuf = decodeRequest("logs", captureBytes("wire/shell-tools.logs.http.pb"));
  const grpc = decodeRequest("logs", captureBytes("wire/shell-tools.logs.grpc-message.bin"));

  /** The names and types of a session's attributes, record by record: what three runs of one script have in common. */
  function shape(otlp: OtlpRequest) {
    if (otlp.signal !== "logs") return [];
    return otlp.request.resourceLogs.flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ scope, logRecords }) =>
        logRecords.map((record) => ({
          scope: scope?.name,
          resource: fromKeyValues(resource?.attributes ?? []).size,
          event: record.attributes[0]?.value?.stringValue,
          attributes: record.attributes.map(({ key, value }) => `${key}: ${fromMessage(value).kind}`),
          times: [record.timeUnixNano, record.observedTimeUnixNano > 1_700_000_000_000_000_000n],
          ids: [record.traceId.length, record.spanId.length],
          severity: [record.severityNumber, record.severityText],
          body: fromMessage(record.body),
        })),
      ),
    );
  }
  const inOrder = (otlp: OtlpRequest) =>
    shape(otlp).sort((a, b) => (JSON.stringify(a.attributes) < JSON.stringify(b.attributes) ? -1 : 1));

  test("JSON, protobuf and gRPC have the same records, attributes and types", () => {
    expect(countItems(json)).toBe(28);
    expect(inOrder(protobuf)).toEqual(inOrder(json));
    expect(inOrder(grpc)).toEqual(inOrder(json));
  });
  test("each can be written in the other form and is the same again", () => {
    for (const otlp of [json, protobuf, grpc]) {
      expect(decodeRequest("logs", encodeRequest(otlp))).toEqual(otlp);
      expect(parseOtlpJson(writeOtlpJson(otlp))).toEqual([otlp]);
    }
  });
});

describe.each(captureNames)("Recorded session %s", (name) => {
  test("survives the way to protobuf and back", () => {
    for (const request of captureRequests(name))
      expect(decodeRequest(request.signal, encodeRequest(request))).toEqual(request);
  });
  test("survives the way to JSON and back", () => {
    for (const request of captureRequests(name)) expect(parseOtlpJson(writeOtlpJson(request))).toEqual([request]);
  });
  test("keeps every attribute and nanosecond of the text it was read from", () => {
    for (const line of captureLines(name)) {
      for (const request of parseOtlpJson(line)) {
        const written = JSON.stringify(dropDefaults(JSON.parse(writeOtlpJson(request))));
        const original = JSON.parse(line);
        const field = Object.keys(JSON.parse(writeOtlpJson(request)))[0] ?? "";
        expect(JSON.parse(written)).toEqual(dropDefaults({ [field]: original[field] }));
      }
    }
  });
});

/** Leaves out what means nothing in OTLP JSON (nulls, empty lists, zeros, empty texts), and writes all numbers as text. */
function dropDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropDefaults);
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return value;
  const meaningless = (field: string, item: unknown) =>
    item === null ||
    (Array.isArray(item) && item.length === 0) ||
    (!/^(string|int|bool|double)Value$|^as(Int|Double)$|^(min|max|sum)$/.test(field) &&
      [0, "", "0", false].includes(item as never));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field, item]) => !meaningless(field, item))
      .map(([field, item]) => [field, dropDefaults(item)]),
  );
}

describe.each(everyField.map((request) => [request.signal, request] as const))("Every field of %s", (_, request) => {
  test("is found again after protobuf", () => {
    expect(decodeRequest(request.signal, encodeRequest(request))).toEqual(request);
  });
  test("is found again after JSON", () => {
    expect(parseOtlpJson(writeOtlpJson(request))).toEqual([request]);
  });
  test("is known to the JSON schema, also the fields that are empty", () => {
    expect(
      fieldsMissing(schemas[request.signal], decodeRequest(request.signal, encodeRequest(request)).request),
    ).toEqual([]);
  });
});

const schemas = { logs: logsSchema, traces: tracesSchema, metrics: metricsSchema };

/** Fields of a decoded message, the empty ones included, that the schema does not have, or has but the message hasn't. */
function fieldsMissing(schema: MessageSchema, message: object): string[] {
  const names = new Set([...schema.fields.keys(), ...Object.keys(message)]);
  return [...names].flatMap((name) => {
    const field = schema.fields.get(name);
    if (field === undefined || !Object.hasOwn(message, name)) return [name];
    const { kind } = field;
    const value: unknown = (message as Record<string, unknown>)[name];
    if (typeof kind === "string" || value === undefined) return [];
    return [value].flat().flatMap((item) => fieldsMissing(kind, item as object));
  });
}

describe("What OTLP JSON allows", () => {
  const record = (fields: object) =>
    parseRequestJson("logs", JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [fields] }] }] }));
  const first = (fields: object) => {
    const { signal, request } = record(fields);
    return signal === "logs" ? request.resourceLogs[0]?.scopeLogs[0]?.logRecords[0] : undefined;
  };
  test("64-bit integers as text or number", () => {
    expect(first({ timeUnixNano: "1795434906983645261" })?.timeUnixNano).toBe(1795434906983645261n);
    expect(first({ timeUnixNano: 42 })?.timeUnixNano).toBe(42n);
  });
  test("ids in either case", () => {
    expect(first({ spanId: "00AbCdEf12345678" })?.spanId).toEqual(first({ spanId: "00abcdef12345678" })?.spanId);
  });
  test("nulls, unknown fields, and bodies that are missing", () => {
    expect(first({ body: null, severityText: null, fromTheFuture: { a: 1 } })?.body).toBeUndefined();
  });
  test("an attribute named __proto__ stays an attribute", () => {
    const value = first({ attributes: JSON.parse('[{"key":"__proto__","value":{"stringValue":"x"}}]') });
    expect(value?.attributes[0]?.key).toBe("__proto__");
  });
  test("bytes that are no UTF-8 are replaced, in both forms", () => {
    const good = captureBytes("wire/shell-tools.logs.http.pb");
    const damaged = Uint8Array.from(good);
    damaged[good.indexOf("codex_exec")] = 0xff;
    const otlp = decodeRequest("logs", damaged);
    expect(writeOtlpJson(otlp)).toContain("\ufffdodex_exec");
    const json = Uint8Array.from(Buffer.from('{"resourceLogs":[{"schemaUrl":"?"}]}'));
    json[json.indexOf(0x3f)] = 0xff;
    expect(parseRequestJson("logs", json)).toMatchObject({ request: { resourceLogs: [{ schemaUrl: "\ufffd" }] } });
  });
  test("half of a surrogate pair can be sent on", () => {
    const otlp = record({ body: { stringValue: "a\ud800b" } });
    expect(writeOtlpJson(decodeRequest("logs", encodeRequest(otlp)))).toContain("a\ufffdb");
  });
  test("several signals in one line", () => {
    expect(parseOtlpJson('{"resourceLogs":[],"resourceSpans":[]}').map((request) => request.signal)).toEqual([
      "logs",
      "traces",
    ]);
  });
});

describe("What is not OTLP is refused with a sentence that names the field and quotes nothing", () => {
  test.each([
    ["not json", "The text is not JSON."],
    ["[]", "The text is not a JSON object."],
    ["{}", "None of resourceLogs"],
    ['{"resourceLogs":5}', "The field resourceLogs is not a list."],
    ['{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"soon"}]}]}]}', "timeUnixNano is not an integer"],
    ['{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"xyz"}]}]}]}', "traceId is not a hexadecimal id"],
  ])("%s", (text, message) => {
    expect(() => parseOtlpJson(text)).toThrow(message);
    expect(() => parseOtlpJson(text)).toThrow(OtlpDecodeError);
  });
  test.each([
    ["lists", '{"arrayValue":{"values":[', "]}}"],
    ["maps", '{"kvlistValue":{"values":[{"key":"k","value":', "}]}}"],
  ])("%s nested too deeply, in both forms alike", (_, open, close) => {
    const json = (depth: number) =>
      `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${open.repeat(depth)}{}${close.repeat(depth)}}]}]}]}`;
    const accepted: number[] = [];
    for (let depth = 1; depth <= 60; depth++) {
      try {
        for (const request of parseOtlpJson(json(depth)))
          expect(decodeRequest("logs", encodeRequest(request))).toEqual(request);
        accepted.push(depth);
      } catch (error) {
        expect(error).toBeInstanceOf(OtlpDecodeError);
      }
    }
    expect(accepted.length).toBeGreaterThanOrEqual(30);
    expect(accepted.length).toBeLessThan(60);
    expect(() => parseOtlpJson(json(10_000))).toThrow(OtlpDecodeError);
  });
  test.each(["<html><body>502</body></html>", '{"resourceLogs":[]}', "\u0000", "GET / HTTP/1.1", "<"])(
    "%j sent as protobuf",
    (text) => {
      expect(() => decodeLogsRequest(new TextEncoder().encode(text))).toThrow(OtlpDecodeError);
    },
  );
  test("a good protobuf message with more behind it", () => {
    const good = captureBytes("wire/shell-tools.logs.http.pb");
    expect(() => decodeLogsRequest(Buffer.concat([good, Buffer.from([0x3c])]))).toThrow(OtlpDecodeError);
  });
  test("a protobuf message nested ten thousand deep", () => {
    const length = (bytes: number) => {
      const varint: number[] = [];
      for (let rest = bytes; ; rest = Math.floor(rest / 128)) {
        varint.push(rest < 128 ? rest : (rest % 128) | 128);
        if (rest < 128) return varint;
      }
    };
    // from the inside out, written backwards: AnyValue.array_value (5) of ArrayValue.values (1)
    const reversed: number[] = [];
    const wrap = (tag: number) => reversed.push(...length(reversed.length).reverse(), tag);
    for (let depth = 0; depth < 10_000; depth++) {
      wrap(0x0a);
      wrap(0x2a);
    }
    for (const tag of [0x2a, 0x12, 0x12, 0x0a]) wrap(tag);
    expect(() => decodeLogsRequest(Uint8Array.from(reversed.reverse()))).toThrow(OtlpDecodeError);
  });
  test.each([
    [{ timeUnixNano: "-1" }],
    [{ timeUnixNano: "18446744073709551616" }],
    [{ severityNumber: 2147483648 }],
    [{ flags: -1 }],
    [{ droppedAttributesCount: 4294967296 }],
    [{ body: { intValue: "9223372036854775808" } }],
    [{ body: { intValue: 1e300 } }],
    [{ body: { intValue: 0.5 } }],
  ])("a number that the wire cannot hold, which could not be sent on: %j", (record) => {
    const text = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
    expect(() => parseOtlpJson(text)).toThrow(OtlpDecodeError);
  });
  test("random bytes and damaged messages never throw anything else", () => {
    const good = captureBytes("wire/shell-tools.logs.http.pb");
    const attempt = (bytes: Uint8Array) => {
      try {
        decodeLogsRequest(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(OtlpDecodeError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), attempt), { numRuns: 300 });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
        const damaged = Uint8Array.from(good);
        damaged[at] = byte;
        attempt(damaged.subarray(0, length));
      }),
      { numRuns: 200 },
    );
  });
});

describe.each(["logs", "traces", "metrics"] as const)("The answer to an export of %s", (signal) => {
  test("that was accepted whole is empty", () => {
    expect(encodeResponse(signal)).toHaveLength(0);
    expect(writeResponseJson(signal)).toBe("{}");
    expect(decodeResponse(signal, encodeResponse(signal))).toBeUndefined();
  });
  test("that was accepted in part says how many were not, and why", () => {
    const partial = { rejected: 3, message: "too old" };
    expect(decodeResponse(signal, encodeResponse(signal, partial))).toEqual(partial);
    expect(writeResponseJson(signal, partial)).toMatch(
      /^\{"partialSuccess":\{"rejected\w+":"3","errorMessage":"too old"\}\}$/,
    );
  });
  test("may be a warning about nothing rejected", () => {
    const warning = { rejected: 0, message: "please send less" };
    expect(decodeResponse(signal, encodeResponse(signal, warning))).toEqual(warning);
  });
  test("is refused when it is something else", () => {
    expect(() => decodeResponse(signal, new TextEncoder().encode("<html>"))).toThrow(OtlpDecodeError);
  });
});

test("A refused request is answered with a google.rpc.Status", () => {
  expect(Buffer.from(encodeStatus(3, "no")).toString("hex")).toBe("080312026e6f");
});
