import {
  type FieldSchema,
  logsSchema,
  type MessageSchema,
  metricsSchema,
  tracesSchema,
} from "../../../core/otlp/jsonSchema.ts";
import type { OtlpRequest } from "../../../core/otlp/requests.ts";

const samples = {
  string: "text ✓",
  bool: true,
  int32: 7,
  int64: 1795434906983645261n,
  double: 0.25,
  bytes: new Uint8Array([0, 127, 255]),
  id: new Uint8Array([1, 35, 69, 103, 137, 171, 205, 239]),
};

/** A message with every field of its schema set; of a oneof (`optional` scalars and messages alike) all but one are left out in turn. */
function fill(schema: MessageSchema, depth: number): object[] {
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
        chosen && !name.endsWith("Strindex") ? fillField(field, depth) : name.startsWith("key") ? 0 : undefined;
    }
    return message;
  });
}

function fillField({ kind, occurs }: FieldSchema, depth: number): unknown {
  const values =
    typeof kind === "string" ? [samples[kind]] : fill(kind, kind.fields.has("stringValue") ? depth + 4 : depth + 1);
  return occurs === "many" ? values : values[0];
}

/** One request for each signal with every field of the OTLP messages set. */
export const everyField = [
  { signal: "logs", request: fill(logsSchema, 0)[0] },
  { signal: "traces", request: fill(tracesSchema, 0)[0] },
  { signal: "metrics", request: fill(metricsSchema, 0)[0] },
] as readonly OtlpRequest[];
