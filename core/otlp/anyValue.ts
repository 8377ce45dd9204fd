import { toBase64 } from "../text/base64.ts";
import type { AnyValue as AnyValueMessage, KeyValue } from "./generated/opentelemetry/proto/common/v1/common.ts";

/**
 * An OTLP AnyValue as a discriminated value. Source: opentelemetry-proto, common/v1/common.proto.
 * `int` holds a 64-bit integer exactly.
 */
export type AnyValue =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "bytes"; readonly value: Uint8Array }
  | { readonly kind: "array"; readonly value: readonly AnyValue[] }
  | { readonly kind: "map"; readonly value: ReadonlyMap<string, AnyValue> }
  | { readonly kind: "empty" };

const empty: AnyValue = { kind: "empty" };

export const stringValue = (value: string): AnyValue => ({ kind: "string", value });

/** A JSON-compatible rendering: 64-bit integers outside the safe range and bytes (base64) become strings. */
export type PlainValue = string | number | boolean | null | PlainValue[] | { [key: string]: PlainValue };

/** Takes a generated AnyValue apart. An absent value, or one without any member set, is `empty`. */
export function fromMessage(message: AnyValueMessage | undefined): AnyValue {
  if (message === undefined) return empty;
  if (message.stringValue !== undefined) return { kind: "string", value: message.stringValue };
  if (message.intValue !== undefined) return { kind: "int", value: message.intValue };
  if (message.boolValue !== undefined) return { kind: "bool", value: message.boolValue };
  if (message.doubleValue !== undefined) return { kind: "double", value: message.doubleValue };
  if (message.arrayValue !== undefined) return { kind: "array", value: message.arrayValue.values.map(fromMessage) };
  if (message.kvlistValue !== undefined) return { kind: "map", value: fromKeyValues(message.kvlistValue.values) };
  if (message.bytesValue !== undefined) return { kind: "bytes", value: message.bytesValue };
  return empty;
}

/** The generated form of a value, for encoding. */
export function toMessage(value: AnyValue): AnyValueMessage {
  switch (value.kind) {
    case "string":
      return { stringValue: value.value };
    case "int":
      return { intValue: value.value };
    case "bool":
      return { boolValue: value.value };
    case "double":
      return { doubleValue: value.value };
    case "array":
      return { arrayValue: { values: value.value.map(toMessage) } };
    case "map":
      return { kvlistValue: { values: toKeyValues(value.value) } };
    case "bytes":
      return { bytesValue: value.value };
    case "empty":
      return {};
  }
}

/** Attributes by name. Names are unique in valid OTLP; of a repeated one the last counts, as in the Collector's maps. */
export function fromKeyValues(list: readonly KeyValue[]): ReadonlyMap<string, AnyValue> {
  const map = new Map<string, AnyValue>();
  for (const { key, value } of list) map.set(key, fromMessage(value));
  return map;
}

export function toKeyValues(map: ReadonlyMap<string, AnyValue>): KeyValue[] {
  return [...map].map(([key, value]) => ({ key, value: toMessage(value), keyStrindex: 0 }));
}

function toPlainInteger(value: bigint): number | string {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();
}

/** The value as JSON has it; see {@link PlainValue}. Numbers JSON cannot write (NaN, infinities) become strings. */
export function toPlain(value: AnyValue): PlainValue {
  switch (value.kind) {
    case "string":
    case "bool":
      return value.value;
    case "double":
      return Number.isFinite(value.value) ? value.value : String(value.value);
    case "int":
      return toPlainInteger(value.value);
    case "bytes":
      return toBase64(value.value);
    case "array":
      return value.value.map(toPlain);
    case "map":
      return toPlainObject(value.value);
    case "empty":
      return null;
  }
}

/** Attributes as one JSON object. Every name is safe, `__proto__` too. */
export function toPlainObject(map: ReadonlyMap<string, AnyValue>): { [key: string]: PlainValue } {
  return Object.fromEntries([...map].map(([key, value]) => [key, toPlain(value)]));
}

/** The value as text: strings as they are, lists and maps as JSON, nothing as the empty text. */
export function toText(value: AnyValue | undefined): string {
  if (value === undefined) return "";
  switch (value.kind) {
    case "empty":
      return "";
    case "string":
      return value.value;
    case "bool":
    case "int":
    case "double":
      return String(value.value);
    default:
      return JSON.stringify(toPlain(value));
  }
}

/** The value as a number, also where the sender wrote it as text, as Codex often does; undefined when it isn't one. */
export function toNumber(value: AnyValue | undefined): number | undefined {
  switch (value?.kind) {
    case "int":
      return Number(value.value);
    case "double":
      return value.value;
    case "string": {
      const text = value.value.trim();
      const number = text === "" ? Number.NaN : Number(text);
      return Number.isNaN(number) ? undefined : number;
    }
    default:
      return undefined;
  }
}

/** How many bytes a text takes in UTF-8; a half of a pair takes three, as what is written in its place. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else {
      length += 3;
      const isPair = code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
      // a pair takes four bytes and two code units
      if (isPair) {
        length += 1;
        i++;
      }
    }
  }
  return length;
}

/** How much a value carries, in bytes: texts as UTF-8, numbers eight, names of a map included. */
export function byteLength(value: AnyValue | undefined): number {
  switch (value?.kind) {
    case "string":
      return utf8Length(value.value);
    case "bytes":
      return value.value.length;
    case "int":
    case "double":
      return 8;
    case "bool":
      return 1;
    case "array":
      return value.value.reduce((sum, item) => sum + byteLength(item), 0);
    case "map": {
      let sum = 0;
      for (const [key, item] of value.value) sum += utf8Length(key) + byteLength(item);
      return sum;
    }
    default:
      return 0;
  }
}
