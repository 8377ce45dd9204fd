import { describe, expect, test } from "vitest";
import { OtlpDecodeError } from "../../../core/otlp/decodeError.ts";
import { parseOtlpJson, parseRequestJson, writeOtlpJson } from "../../../core/otlp/json.ts";
import { encodeRequest } from "../../../core/otlp/protobuf.ts";
import { checkExtent, checkJsonText, OversizedRequestError } from "../../../core/otlp/requestExtent.ts";
import type { Signal } from "../../../core/otlp/requests.ts";
import { usualExtent } from "../../../listener/receive/receiverLimits.ts";
import { captureNames, captureRequests } from "./captures.ts";
import { everyField } from "./everyField.ts";

const plenty = 1e9;

/** Objects within objects, and what is no object in lists. */
function countInside(json: unknown): number {
  if (typeof json !== "object" || json === null) return 0;
  let count = 0;
  for (const value of Object.values(json))
    if (Array.isArray(value)) for (const item of value) count += 1 + countInside(item);
    else if (typeof value === "object") count += 1 + countInside(value);
  return count;
}

/** The least limit that lets a request through. */
function leastThatPasses(passes: (limit: number) => void): number {
  for (let limit = 0; ; limit++)
    try {
      passes(limit);
      return limit;
    } catch (error) {
      if (!(error instanceof OversizedRequestError)) throw error;
    }
}

describe.each(everyField.map((request) => [request.signal, request] as const))(
  "Every field of %s",
  (signal, request) => {
    const bytes = encodeRequest(request);
    const text = writeOtlpJson(request);
    const items = leastThatPasses((limit) => checkExtent(signal, bytes, { items: limit, parts: plenty }));

    test("has every message and every number of a list counted", () => {
      const parts = leastThatPasses((limit) => checkExtent(signal, bytes, { items: plenty, parts: limit }));
      expect(items + parts).toBe(countInside(JSON.parse(text)));
    });

    test("has the same items in JSON", () => {
      expect(leastThatPasses((limit) => parseOtlpJson(text, { items: limit, parts: plenty }))).toBe(items);
      expect(leastThatPasses((limit) => parseRequestJson(signal, text, { items: limit, parts: plenty }))).toBe(items);
    });
  },
);

test.each(captureNames)("All of the real Codex in %s is far below the limits", (name) => {
  for (const request of captureRequests(name))
    checkExtent(request.signal, encodeRequest(request), {
      items: usualExtent.items / 10,
      parts: usualExtent.parts / 10,
    });
});

/** A length-delimited field with its content. */
function field(number: number, content: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.of((number << 3) | 2, ...length), content]);
}
/** So many times an empty field. */
const empty = (number: number, count: number) => Buffer.alloc(2 * count, Buffer.of((number << 3) | 2, 0));
const inside = (content: Buffer, ...path: number[]) =>
  path.reduceRight((inner, number) => field(number, inner), content);

const many = 2_000_000;
describe("Millions of next to nothing are too much", () => {
  test.each<[string, Signal, Buffer]>([
    ["resources", "logs", empty(1, many)],
    ["scopes", "traces", inside(empty(2, many), 1)],
    ["log records", "logs", inside(empty(2, many), 1, 2)],
    ["spans", "traces", inside(empty(2, many), 1, 2)],
    ["metrics", "metrics", inside(empty(2, many), 1, 2)],
    ["points of a metric", "metrics", inside(empty(1, many), 1, 2, 2, 7)],
    ["attributes of a record", "logs", inside(empty(6, many), 1, 2, 2)],
    ["bodies of a record", "logs", inside(empty(5, many), 1, 2, 2)],
    ["values of a list", "logs", inside(empty(1, many), 1, 2, 2, 6, 2, 5)],
    ["attributes of a resource", "metrics", inside(empty(1, many), 1, 1)],
    ["resources of records", "logs", inside(empty(1, many), 1)],
    ["events of a span", "traces", inside(empty(11, many), 1, 2, 2)],
    ["packed buckets", "metrics", inside(Buffer.alloc(many), 1, 2, 2, 10, 1, 8, 2)],
    ["buckets one by one", "metrics", inside(Buffer.alloc(2 * many, Buffer.of(2 << 3, 0)), 1, 2, 2, 10, 1, 8)],
  ])("%s", (_, signal, bytes) => {
    expect(() => checkExtent(signal, bytes, usualExtent)).toThrow(OversizedRequestError);
    expect(() => checkExtent(signal, bytes, usualExtent)).toThrow(/: send smaller batches\.$/);
  });

  test("also when what comes behind the limit is damaged, since nobody looks so far", () => {
    const bytes = Buffer.concat([empty(1, many), Buffer.from("damaged")]);
    expect(() => checkExtent("logs", bytes, usualExtent)).toThrow(OversizedRequestError);
    expect(() => checkExtent("logs", Buffer.from("damaged"), usualExtent)).toThrow(OtlpDecodeError);
  });

  test("in JSON too, where what is no part of a request counts as well, but not what is a text", () => {
    const text = (item: string) => Buffer.from(`{"resourceLogs":[],"unknown":[${`${item},`.repeat(many)}0]}`);
    for (const item of ["{}", "[]", '"",0,{"a":{}}', "0,0,0"])
      expect(() => checkJsonText(text(item), usualExtent)).toThrow(OversizedRequestError);
    const quoted = JSON.stringify({ text: '{[,\\"'.repeat(many) });
    expect(() => checkJsonText(Buffer.from(quoted), usualExtent)).not.toThrow();
  });
});

test("A request at the limit passes", () => {
  const records = usualExtent.items - 2;
  const text = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${Array(records).fill("{}")}]}]}]}`;
  expect(() => parseOtlpJson(text, usualExtent)).not.toThrow();
  expect(() => parseOtlpJson(text.replace("{}", "{},{}"), usualExtent)).toThrow(
    "The request has more than 50000 records: send smaller batches.",
  );
  expect(() => checkExtent("logs", inside(empty(2, records), 1, 2), usualExtent)).not.toThrow();
  expect(() => checkExtent("logs", inside(empty(2, records + 1), 1, 2), usualExtent)).toThrow(
    "more than 50000 records",
  );
});
