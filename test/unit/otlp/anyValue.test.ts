import { describe, expect, test } from "vitest";
import {
  type AnyValue,
  byteLength,
  fromKeyValues,
  fromMessage,
  stringValue,
  toKeyValues,
  toMessage,
  toNumber,
  toPlain,
  toPlainObject,
  toText,
} from "../../../core/otlp/anyValue.ts";
import fc from "../seededCheck.ts";

const int = (value: bigint): AnyValue => ({ kind: "int", value });
const double = (value: number): AnyValue => ({ kind: "double", value });
const bool = (value: boolean): AnyValue => ({ kind: "bool", value });
const list = (...value: AnyValue[]): AnyValue => ({ kind: "array", value });
const map = (value: Record<string, AnyValue>): AnyValue => ({ kind: "map", value: new Map(Object.entries(value)) });
const bytes: AnyValue = { kind: "bytes", value: new Uint8Array([0, 255]) };

describe("A value as text and as JSON", () => {
  test.each([
    [stringValue("x"), "x", "x"],
    [int(42n), "42", 42],
    [int(2n ** 63n - 1n), "9223372036854775807", "9223372036854775807"],
    [double(0.5), "0.5", 0.5],
    [double(Number.NaN), "NaN", "NaN"],
    [double(Number.POSITIVE_INFINITY), "Infinity", "Infinity"],
    [bool(false), "false", false],
    [bytes, '"AP8="', "AP8="],
    [{ kind: "empty" }, "", null],
    [list(int(1n), stringValue("a")), '[1,"a"]', [1, "a"]],
    [map({ a: list() }), '{"a":[]}', { a: [] }],
  ] as [AnyValue, string, unknown][])("row %#", (value, text, plain) => {
    expect(toText(value)).toBe(text);
    expect(toPlain(value)).toEqual(plain);
  });
  test("nothing is the empty text", () => {
    expect(toText(undefined)).toBe("");
  });
});

describe("A value as number, also where the sender wrote text", () => {
  test.each([
    [int(7n), 7],
    [double(0.5), 0.5],
    [stringValue("1201"), 1201],
    [stringValue(" 12.5 "), 12.5],
    [stringValue(""), undefined],
    [stringValue("twelve"), undefined],
    [bool(true), undefined],
    [list(int(1n)), undefined],
    [undefined, undefined],
  ] as [AnyValue | undefined, number | undefined][])("row %#", (value, number) => {
    expect(toNumber(value)).toBe(number);
  });
});

describe("Attributes by name", () => {
  test("hold a name like __proto__ as any other, also as JSON", () => {
    const attributes = fromKeyValues([{ key: "__proto__", value: { stringValue: "x" }, keyStrindex: 0 }]);
    expect(attributes.get("__proto__")).toEqual(stringValue("x"));
    expect(JSON.stringify(toPlainObject(attributes))).toBe('{"__proto__":"x"}');
    expect(Object.getPrototypeOf(toPlainObject(attributes))).toBe(Object.prototype);
  });
  test("of a repeated name the last value counts", () => {
    const attributes = fromKeyValues([
      { key: "a", value: { stringValue: "first" }, keyStrindex: 0 },
      { key: "a", value: { stringValue: "last" }, keyStrindex: 0 },
    ]);
    expect([...attributes]).toEqual([["a", stringValue("last")]]);
  });
});

const anyValues: fc.Arbitrary<AnyValue> = fc.letrec<{ value: AnyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string().map(stringValue),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(int),
    fc.double().map(double),
    fc.boolean().map(bool),
    fc.uint8Array({ maxLength: 8 }).map((value): AnyValue => ({ kind: "bytes", value })),
    fc.constant<AnyValue>({ kind: "empty" }),
    fc.array(tie("value"), { maxLength: 4 }).map((value): AnyValue => ({ kind: "array", value })),
    fc
      .array(fc.tuple(fc.string(), tie("value")), { maxLength: 4 })
      .map((entries): AnyValue => ({ kind: "map", value: new Map(entries) })),
  ),
})).value;

test("Any value survives the way to the generated message and back, and can be shown", () => {
  fc.assert(
    fc.property(anyValues, (value) => {
      expect(fromMessage(toMessage(value))).toEqual(value);
      if (value.kind === "map") expect(fromKeyValues(toKeyValues(value.value))).toEqual(value.value);
      expect(typeof toText(value)).toBe("string");
      expect(() => JSON.stringify(toPlain(value))).not.toThrow();
    }),
  );
});

describe("How much a value carries", () => {
  test("a text counts as UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(byteLength(stringValue(text))).toBe(Buffer.byteLength(text));
      }),
    );
    expect(byteLength(stringValue("\ud800"))).toBe(3);
  });
  test("lists and maps are the sum of what they hold", () => {
    expect(byteLength(list(stringValue("é"), int(1n), bool(true), bytes))).toBe(2 + 8 + 1 + 2);
    expect(byteLength(map({ ab: stringValue("c") }))).toBe(3);
    expect(byteLength(undefined)).toBe(0);
  });
});
