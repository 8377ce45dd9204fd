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

export const stringValue = (value: string): AnyValue => ({ kind: "string", value });

/** A JSON-compatible rendering: 64-bit integers outside the safe range and bytes (base64) become strings. */
export type PlainValue = string | number | boolean | null | PlainValue[] | { [key: string]: PlainValue };
