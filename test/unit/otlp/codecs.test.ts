import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OtlpDecodeError } from "../../../core/otlp/decodeError.ts";
import { parseOtlpJson, parseRequestJson, writeOtlpJson } from "../../../core/otlp/json.ts";
import {
  decodeLogsRequest,
  decodeRequest,
  encodeRequest,
  encodeResponse,
  encodeStatus,
} from "../../../core/otlp/protobuf.ts";
import { countItems } from "../../../core/otlp/requests.ts";
import { captureBytes, captureLines, captureNames, captureRequests } from "./captures.ts";
import { everyField } from "./everyField.ts";

describe("One request in three wire forms", () => {
  const json = parseRequestJson("logs", captureBytes("wire/shell-tools.logs.http.json").toString("utf8"));
  test("JSON and protobuf of the same Codex session have the same records", () => {
    const protobuf = decodeRequest("logs", captureBytes("wire/shell-tools.logs.http.pb"));
    expect(countItems(protobuf)).toBe(28);
    expect(countItems(json)).toBe(28);
  });
  test("gRPC carries the same message", () => {
    const message = captureBytes("wire/shell-tools.logs.grpc-message.bin");
    expect(countItems(decodeRequest("logs", message))).toBe(28);
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
});

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
  test("values nested ten thousand deep", () => {
    const deep = `${'{"arrayValue":{"values":['.repeat(10_000)}${"]}}".repeat(10_000)}`;
    const text = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${deep}}]}]}]}`;
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

test("An export that was accepted whole is answered by an empty message, a partial one says how many and why", () => {
  expect(encodeResponse("logs")).toHaveLength(0);
  expect(Buffer.from(encodeResponse("logs", { rejected: 3, message: "too old" })).toString("latin1")).toContain(
    "too old",
  );
  expect(Buffer.from(encodeStatus(3, "no")).toString("hex")).toBe("080312026e6f");
});
