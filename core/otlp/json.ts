import { fromBase64, toBase64 } from "../text/base64.ts";
import { fromHexadecimal, toHexadecimal } from "../text/hexadecimal.ts";
import { OtlpDecodeError } from "./decodeError.ts";
import {
  type FieldSchema,
  logsSchema,
  type MessageSchema,
  metricsSchema,
  type ScalarKind,
  tracesSchema,
} from "./jsonSchema.ts";
import { checkJsonItems, checkJsonText, type RequestExtent } from "./requestExtent.ts";
import type { LogsRequest, MetricsRequest, OtlpRequest, PartialSuccess, Signal, TracesRequest } from "./requests.ts";

/** Deeper than any sensible attribute, and far from the end of the stack. The generated protobuf reader has the same limit. */
const maximumDepth = 100;

const emptyBytes = new Uint8Array(0);
const defaults: Readonly<Record<ScalarKind, unknown>> = {
  string: "",
  bool: false,
  int32: 0,
  uint32: 0,
  int64: 0n,
  uint64: 0n,
  double: 0,
  bytes: emptyBytes,
  id: emptyBytes,
};

function fail(field: string, expected: string): never {
  throw new OtlpDecodeError(`The field ${field} is not ${expected}.`);
}

/** What the wire can hold, both ends included: a number beyond could be read, but never be sent on. */
const integerRanges = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
} as const;

function readInteger(field: string, kind: keyof typeof integerRanges, value: unknown): bigint {
  const isInteger =
    typeof value === "number" ? Number.isInteger(value) : typeof value === "string" && /^[-+]?\d{1,20}$/.test(value);
  if (!isInteger) return fail(field, "an integer");
  const integer = BigInt(value as number | string);
  const [least, most] = integerRanges[kind];
  return integer >= least && integer <= most ? integer : fail(field, `in the range of ${kind}`);
}

function readDouble(field: string, value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && value.trim() !== "") {
    const number = Number(value);
    if (value === "NaN" || !Number.isNaN(number)) return number;
  }
  return fail(field, "a number");
}

function readScalar(field: string, kind: ScalarKind, value: unknown): unknown {
  switch (kind) {
    case "string":
      return typeof value === "string" ? value : fail(field, "a string");
    case "bool":
      return typeof value === "boolean" ? value : fail(field, "a boolean");
    case "int32":
    case "uint32":
      return Number(readInteger(field, kind, value));
    case "int64":
    case "uint64":
      return readInteger(field, kind, value);
    case "double":
      return readDouble(field, value);
    case "id":
      return (typeof value === "string" && fromHexadecimal(value)) || fail(field, "a hexadecimal id");
    case "bytes":
      try {
        return typeof value === "string" ? fromBase64(value) : fail(field, "base64");
      } catch {
        return fail(field, "base64");
      }
  }
}

function readValue(field: string, kind: FieldSchema["kind"], value: unknown, depth: number): unknown {
  return typeof kind === "string" ? readScalar(field, kind, value) : readMessage(field, kind, value, depth + 1);
}

interface NamedField extends FieldSchema {
  readonly name: string;
  /** What an absent field is. A list is made anew each time. */
  readonly absent: unknown;
}

/** The fields of each schema as a list: iterating over a Map for every attribute would cost more than parsing the JSON. */
const fieldLists = new WeakMap<MessageSchema, readonly NamedField[]>();

function fieldsOf(schema: MessageSchema): readonly NamedField[] {
  let list = fieldLists.get(schema);
  if (list === undefined) {
    list = [...schema.fields].map(([name, { kind, occurs }]) => ({
      name,
      kind,
      occurs,
      absent: occurs === "one" && typeof kind === "string" ? defaults[kind] : undefined,
    }));
    fieldLists.set(schema, list);
  }
  return list;
}

function readMessage(name: string, schema: MessageSchema, json: unknown, depth: number): object {
  if (depth >= maximumDepth) throw new OtlpDecodeError("The message is nested too deeply.");
  if (typeof json !== "object" || json === null || Array.isArray(json)) fail(name, "an object");
  const source = json as Readonly<Record<string, unknown>>;
  const message: Record<string, unknown> = {};
  for (const { name: field, kind, occurs, absent } of fieldsOf(schema)) {
    // no field is called like a member of Object.prototype, so what is found is the object's own
    const value = source[field];
    const isAbsent = value === undefined || value === null;
    if (occurs === "many") message[field] = isAbsent ? [] : readList(field, kind, value, depth);
    else message[field] = isAbsent ? absent : readValue(field, kind, value, depth);
  }
  return message;
}

function readList(field: string, kind: FieldSchema["kind"], value: unknown, depth: number): unknown[] {
  if (!Array.isArray(value)) fail(field, "a list");
  return (value as unknown[]).map((item) => readValue(field, kind, item, depth));
}

function writeScalar(kind: ScalarKind, value: unknown): unknown {
  switch (kind) {
    case "int64":
    case "uint64":
      return String(value);
    case "id":
      return toHexadecimal(value as Uint8Array);
    case "bytes":
      return toBase64(value as Uint8Array);
    case "double":
      return Number.isFinite(value) ? value : String(value);
    default:
      return value;
  }
}

function isDefault(kind: ScalarKind, value: unknown): boolean {
  return kind === "bytes" || kind === "id" ? (value as Uint8Array).length === 0 : value === defaults[kind];
}

function writeMessage(schema: MessageSchema, message: object): object {
  const json: Record<string, unknown> = {};
  for (const [field, { kind, occurs }] of schema.fields) {
    const value = (message as Readonly<Record<string, unknown>>)[field];
    if (value === undefined) continue;
    const write = (item: unknown) =>
      typeof kind === "string" ? writeScalar(kind, item) : writeMessage(kind, item as object);
    if (occurs === "many") {
      if ((value as unknown[]).length > 0) json[field] = (value as unknown[]).map(write);
    } else if (occurs === "optional" || typeof kind !== "string" || !isDefault(kind, value)) json[field] = write(value);
  }
  return json;
}

const envelopes = [
  ["logs", "resourceLogs", logsSchema],
  ["traces", "resourceSpans", tracesSchema],
  ["metrics", "resourceMetrics", metricsSchema],
] as const;

const schemas: Readonly<Record<Signal, MessageSchema>> = {
  logs: logsSchema,
  traces: tracesSchema,
  metrics: metricsSchema,
};

function parseObject(content: string | Uint8Array, most: RequestExtent | undefined): Readonly<Record<string, unknown>> {
  if (most !== undefined)
    checkJsonText(typeof content === "string" ? new TextEncoder().encode(content) : content, most);
  let json: unknown;
  try {
    const text = typeof content === "string" ? content : new TextDecoder().decode(content);
    json = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw new OtlpDecodeError("The text is not JSON.");
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new OtlpDecodeError("The text is not a JSON object.");
  if (most !== undefined) checkJsonItems(json, most);
  return json as Readonly<Record<string, unknown>>;
}

function toRequest(signal: Signal, json: unknown): OtlpRequest {
  const request: unknown = readMessage("request", schemas[signal], json, 0);
  switch (signal) {
    case "logs":
      return { signal, request: request as LogsRequest };
    case "traces":
      return { signal, request: request as TracesRequest };
    case "metrics":
      return { signal, request: request as MetricsRequest };
  }
}

/**
 * Reads an OTLP JSON request of a known signal, as an OTLP/HTTP receiver does. Unknown fields are ignored, nulls count as
 * absent, integers may be strings or numbers, bytes that are no UTF-8 are replaced. Throws {@link OtlpDecodeError}, which names the field,
 * or an `OversizedRequestError` when it holds more than `most`.
 */
export function parseRequestJson(signal: Signal, content: string | Uint8Array, most?: RequestExtent): OtlpRequest {
  return toRequest(signal, parseObject(content, most));
}

/**
 * Reads one line of an OTLP JSON lines file (the form of the Collector's file exporter), or the body of a request whose
 * path does not name the signal: the signal follows from the field that is present. A line usually has one, may have
 * several. Throws {@link OtlpDecodeError}, or an `OversizedRequestError` when it holds more than `most`.
 */
export function parseOtlpJson(content: string | Uint8Array, most?: RequestExtent): readonly OtlpRequest[] {
  const json = parseObject(content, most);
  const requests = envelopes
    .filter(([, field]) => Object.hasOwn(json, field))
    .map(([signal, field]) => toRequest(signal, { [field]: json[field] }));
  if (requests.length === 0)
    throw new OtlpDecodeError("None of resourceLogs, resourceSpans and resourceMetrics is in the JSON object.");
  return requests;
}

/** One line of OTLP JSON, without the line end: fields with their default value are left out. */
export function writeOtlpJson(otlp: OtlpRequest): string {
  return JSON.stringify(writeMessage(schemas[otlp.signal], otlp.request));
}

const rejectedFields = { logs: "rejectedLogRecords", traces: "rejectedSpans", metrics: "rejectedDataPoints" } as const;

/** The JSON body of an export response; an empty object when everything was accepted. */
export function writeResponseJson(signal: Signal, partial?: PartialSuccess): string {
  if (!partial) return "{}";
  const partialSuccess = { [rejectedFields[signal]]: String(partial.rejected), errorMessage: partial.message };
  return JSON.stringify({ partialSuccess });
}
