/**
 * How each field of the OTLP messages is written in OTLP JSON (OTLP specification, "JSON Protobuf Encoding"): names in
 * lowerCamelCase, 64-bit integers as decimal strings, enums as integers, ids in hexadecimal, other bytes in base64.
 * Field names are those of the generated messages; a test fills every field and takes it through both forms.
 */
export type ScalarKind = "string" | "bool" | "int32" | "uint32" | "int64" | "uint64" | "double" | "bytes" | "id";

export interface FieldSchema {
  readonly kind: ScalarKind | MessageSchema;
  /** one: present with its default; optional: may be absent (messages, oneof members); many: a list. */
  readonly occurs: "one" | "optional" | "many";
}

export interface MessageSchema {
  readonly fields: ReadonlyMap<string, FieldSchema>;
}

type Fields = Readonly<Record<string, FieldSchema>>;

const message = (fields: Fields): MessageSchema => ({ fields: new Map(Object.entries(fields)) });
const one = (kind: ScalarKind): FieldSchema => ({ kind, occurs: "one" });
const optional = (kind: ScalarKind | MessageSchema): FieldSchema => ({ kind, occurs: "optional" });
const many = (kind: ScalarKind | MessageSchema): FieldSchema => ({ kind, occurs: "many" });

const anyValueFields = new Map<string, FieldSchema>();
const anyValue: MessageSchema = { fields: anyValueFields };
const keyValue = message({ key: one("string"), value: optional(anyValue), keyStrindex: one("int32") });
for (const [name, field] of Object.entries({
  stringValue: optional("string"),
  boolValue: optional("bool"),
  intValue: optional("int64"),
  doubleValue: optional("double"),
  arrayValue: optional(message({ values: many(anyValue) })),
  kvlistValue: optional(message({ values: many(keyValue) })),
  bytesValue: optional("bytes"),
  stringValueStrindex: optional("int32"),
}))
  anyValueFields.set(name, field);

const attributes: Fields = { attributes: many(keyValue), droppedAttributesCount: one("uint32") };

const resource = message({
  ...attributes,
  entityRefs: many(
    message({
      schemaUrl: one("string"),
      type: one("string"),
      idKeys: many("string"),
      descriptionKeys: many("string"),
    }),
  ),
});

const scope = message({ name: one("string"), version: one("string"), ...attributes });

/** The three levels that all signals share: resource, scope, items. */
function request(resourceField: string, scopeField: string, itemField: string, item: MessageSchema): MessageSchema {
  const schemaUrl = one("string");
  const scoped = message({ scope: optional(scope), [itemField]: many(item), schemaUrl });
  return message({
    [resourceField]: many(message({ resource: optional(resource), [scopeField]: many(scoped), schemaUrl })),
  });
}

const logRecord = message({
  timeUnixNano: one("uint64"),
  observedTimeUnixNano: one("uint64"),
  severityNumber: one("int32"),
  severityText: one("string"),
  body: optional(anyValue),
  ...attributes,
  flags: one("uint32"),
  traceId: one("id"),
  spanId: one("id"),
  eventName: one("string"),
});

const span = message({
  traceId: one("id"),
  spanId: one("id"),
  traceState: one("string"),
  parentSpanId: one("id"),
  flags: one("uint32"),
  name: one("string"),
  kind: one("int32"),
  startTimeUnixNano: one("uint64"),
  endTimeUnixNano: one("uint64"),
  ...attributes,
  events: many(message({ timeUnixNano: one("uint64"), name: one("string"), ...attributes })),
  droppedEventsCount: one("uint32"),
  links: many(
    message({
      traceId: one("id"),
      spanId: one("id"),
      traceState: one("string"),
      ...attributes,
      flags: one("uint32"),
    }),
  ),
  droppedLinksCount: one("uint32"),
  status: optional(message({ message: one("string"), code: one("int32") })),
});

const exemplar = message({
  filteredAttributes: many(keyValue),
  timeUnixNano: one("uint64"),
  asDouble: optional("double"),
  asInt: optional("int64"),
  spanId: one("id"),
  traceId: one("id"),
});

const point: Fields = {
  attributes: many(keyValue),
  startTimeUnixNano: one("uint64"),
  timeUnixNano: one("uint64"),
  flags: one("uint32"),
};
const extent: Fields = { sum: optional("double"), min: optional("double"), max: optional("double") };
const buckets = message({ offset: one("int32"), bucketCounts: many("uint64") });
const numberPoints: Fields = {
  dataPoints: many(
    message({
      ...point,
      asDouble: optional("double"),
      asInt: optional("int64"),
      exemplars: many(exemplar),
    }),
  ),
};

const metric = message({
  name: one("string"),
  description: one("string"),
  unit: one("string"),
  gauge: optional(message(numberPoints)),
  sum: optional(message({ ...numberPoints, aggregationTemporality: one("int32"), isMonotonic: one("bool") })),
  histogram: optional(
    message({
      dataPoints: many(
        message({
          ...point,
          ...extent,
          count: one("uint64"),
          bucketCounts: many("uint64"),
          explicitBounds: many("double"),
          exemplars: many(exemplar),
        }),
      ),
      aggregationTemporality: one("int32"),
    }),
  ),
  exponentialHistogram: optional(
    message({
      dataPoints: many(
        message({
          ...point,
          ...extent,
          count: one("uint64"),
          scale: one("int32"),
          zeroCount: one("uint64"),
          positive: optional(buckets),
          negative: optional(buckets),
          exemplars: many(exemplar),
          zeroThreshold: one("double"),
        }),
      ),
      aggregationTemporality: one("int32"),
    }),
  ),
  summary: optional(
    message({
      dataPoints: many(
        message({
          ...point,
          count: one("uint64"),
          sum: one("double"),
          quantileValues: many(message({ quantile: one("double"), value: one("double") })),
        }),
      ),
    }),
  ),
  metadata: many(keyValue),
});

export const logsSchema = request("resourceLogs", "scopeLogs", "logRecords", logRecord);
export const tracesSchema = request("resourceSpans", "scopeSpans", "spans", span);
export const metricsSchema = request("resourceMetrics", "scopeMetrics", "metrics", metric);
