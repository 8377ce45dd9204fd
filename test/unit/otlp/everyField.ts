import {
  type FieldSchema,
  logsSchema,
  type MessageSchema,
  metricsSchema,
  tracesSchema,
} from "../../../core/otlp/jsonSchema.ts";
import type { OtlpRequest } from "../../../core/otlp/requests.ts";

const ordinary = {
  string: "text ✓",
  bool: true,
  int32: 7,
  uint32: 7,
  int64: 1795434906983645261n,
  uint64: 1795434906983645261n,
  double: 0.25,
  bytes: new Uint8Array([0, 127, 255]),
  id: new Uint8Array([1, 35, 69, 103, 137, 171, 205, 239]),
  traceId: new Uint8Array([1, 35, 69, 103, 137, 171, 205, 239, 254, 220, 186, 152, 118, 84, 50, 16]),
};

/** The numbers at the ends of what each field can hold on the wire. */
const least = { ...ordinary, int32: -(2 ** 31), uint32: 1, int64: -(2n ** 63n), uint64: 1n, double: -Number.MAX_VALUE };
const most = {
  ...ordinary,
  int32: 2 ** 31 - 1,
  uint32: 2 ** 32 - 1,
  int64: 2n ** 63n - 1n,
  uint64: 2n ** 64n - 1n,
  double: Number.MIN_VALUE,
};

type Samples = typeof ordinary;

/** A message with every field of its schema set; of a oneof (`optional` scalars and messages alike) all but one are left out in turn. */
function fill(schema: MessageSchema, samples: Samples, depth: number): object[] {
  if (depth > 12) return [];
  const oneofs = ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue"];
  const numbers = ["asDouble", "asInt"];
  const data = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];
  const names = [...schema.fields.keys()];
  const choices = [oneofs, numbers, data].find((list) => list.every((name) => names.includes(name))) ?? [""];
  return choices.map((choice) => {
    const message: Record<string, unknown> = {};
    for (const [name, field] of schema.fields) {
      const chosen = !choices.includes(name) || name === choice;
      message[name] =
        chosen && !name.endsWith("Strindex")
          ? fillField(name, field, samples, depth)
          : name.startsWith("key")
            ? 0
            : undefined;
    }
    return message;
  });
}

function fillField(name: string, { kind, occurs }: FieldSchema, samples: Samples, depth: number): unknown {
  const values =
    typeof kind === "string"
      ? [samples[name === "traceId" ? name : kind]]
      : fill(kind, samples, kind.fields.has("stringValue") ? depth + 4 : depth + 1);
  return occurs === "many" ? values : values[0];
}

const requests = (samples: Samples) =>
  [
    { signal: "logs", request: fill(logsSchema, samples, 0)[0] },
    { signal: "traces", request: fill(tracesSchema, samples, 0)[0] },
    { signal: "metrics", request: fill(metricsSchema, samples, 0)[0] },
  ] as readonly OtlpRequest[];

/** For each signal a request with every field of the OTLP messages set, to ordinary values and to the outermost ones. */
export const everyField = [ordinary, least, most].flatMap(requests);
