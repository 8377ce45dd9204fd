import type { AnyValue } from "../../otlp/anyValue.ts";
import { toBase64 } from "../../text/base64.ts";
import { decimalText, mostNumber } from "./decimalText.ts";

/**
 * The text of a value as conditions compare it and as hashes are made of it: what the Collector's `pcommon.Value.AsString`
 * gives. Numbers in decimal, bytes as base64, arrays and maps as JSON with sorted keys; empty for an empty value.
 */
export function textOfValue(value: AnyValue): string {
  switch (value.kind) {
    case "string":
      return value.value;
    case "empty":
      return "";
    case "bytes":
      return toBase64(value.value);
    case "array":
    case "map":
      return json(value, 0);
    default:
      return String(value.value);
  }
}

const decimal = new RegExp(`^${decimalText}$`);

/**
 * The number a value stands for, also when it came as text, as Codex sends many; undefined for everything else, and for
 * numbers that nearly no double holds (`mostNumber`). Whole numbers of 64 bits are exact, others are doubles, as in the Collector.
 */
export function numberOfValue(value: AnyValue): number | bigint | undefined {
  if (value.kind === "int") return value.value;
  if (value.kind === "double") return Math.abs(value.value) < mostNumber ? value.value : undefined;
  if (value.kind !== "string") return undefined;
  if (/^[+-]?\d{1,15}$/.test(value.value)) return Number(value.value);
  if (/^[+-]?\d{16,19}$/.test(value.value)) {
    const whole = BigInt(value.value.replace(/^\+/, ""));
    if (BigInt.asIntN(64, whole) === whole) return whole;
  }
  return decimal.test(value.value) ? Number(value.value) : undefined;
}

const deepestNesting = 64;

function json(value: AnyValue, depth: number): string {
  if (depth > deepestNesting) return "null";
  switch (value.kind) {
    case "array":
      return `[${value.value.map((element) => json(element, depth + 1)).join(",")}]`;
    case "map": {
      const entries = [...value.value].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
      return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${json(inner, depth + 1)}`).join(",")}}`;
    }
    case "int":
      return String(value.value);
    case "empty":
      return "null";
    case "bytes":
      return JSON.stringify(toBase64(value.value));
    default:
      return JSON.stringify(value.value);
  }
}
