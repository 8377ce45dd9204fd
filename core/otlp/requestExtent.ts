import { OtlpDecodeError } from "./decodeError.ts";
import type { Signal } from "./requests.ts";
import { WireReader } from "./wireReader.ts";

/** How much one request may hold: a few kilobytes of gzip can be millions of empty records. */
export interface RequestExtent {
  /** Resources, scopes, log records, spans, metrics and metric points together. */
  readonly items: number;
  /** What these are made of: attributes and their values, events, links, buckets. */
  readonly parts: number;
}

/** A request that may be sound, but holds more than is looked at. Sent again it would be no smaller. */
export class OversizedRequestError extends OtlpDecodeError {}

/** Counts while a request is walked over. Throws an {@link OversizedRequestError} as soon as there is too much. */
class Tally {
  readonly #most: RequestExtent;
  #items = 0;
  #parts = 0;

  constructor(most: RequestExtent) {
    this.#most = most;
  }

  addItems(count: number): void {
    this.#items += count;
    if (this.#items > this.#most.items) fail(this.#most.items, "records");
  }

  addParts(count: number): void {
    this.#parts += count;
    if (this.#parts > this.#most.parts) fail(this.#most.parts, "attributes and values");
  }
}

function fail(most: number, what: string): never {
  throw new OversizedRequestError(`The request has more than ${most} ${what}: send smaller batches.`);
}

/** What is counted of a field: messages with what is in them, packed numbers, or the field alone. */
interface Shape {
  readonly isItem?: true;
  /** How packed numbers are written. */
  readonly packed?: "fixed64" | "varints";
  /** By tag, `number << 3 | type`; absent where the content is not looked into. */
  readonly fields?: readonly (Shape | undefined)[];
}

const lengthDelimited = 2;
const deepestNesting = 100;

/** `messages` by field number, `others` by tag. */
function message(messages: Readonly<Record<number, Shape>>, others: Readonly<Record<number, Shape>> = {}): Shape {
  const fields: (Shape | undefined)[] = new Array(128).fill(undefined);
  for (const [number, shape] of Object.entries(messages)) fields[(Number(number) << 3) | lengthDelimited] = shape;
  for (const [tag, shape] of Object.entries(others)) fields[Number(tag)] = shape;
  return { fields };
}

const item = (shape: Shape): Shape => ({ ...shape, isItem: true });
const one: Shape = {};
const fixed64s: Shape = { packed: "fixed64" };

// fields of opentelemetry-proto v1; a test holds them against the generated messages
const anyValueFields: (Shape | undefined)[] = new Array(128).fill(undefined);
const anyValue: Shape = { fields: anyValueFields };
const keyValue = message({ 2: anyValue });
anyValueFields[(5 << 3) | lengthDelimited] = message({ 1: anyValue });
anyValueFields[(6 << 3) | lengthDelimited] = message({ 1: keyValue });

const exemplar = message({ 7: keyValue });
const numberPoint = item(message({ 5: exemplar, 7: keyValue }));
const unpackedFixed64 = (number: number) => (number << 3) | 1;
const histogramPoint = item(
  message(
    { 6: fixed64s, 7: fixed64s, 8: exemplar, 9: keyValue },
    { [unpackedFixed64(6)]: one, [unpackedFixed64(7)]: one },
  ),
);
const buckets = message({ 2: { packed: "varints" } }, { [2 << 3]: one });
const exponentialPoint = item(message({ 1: keyValue, 8: buckets, 9: buckets, 11: exemplar }));
const summaryPoint = item(message({ 6: one, 7: keyValue }));

const items: Readonly<Record<Signal, Shape>> = {
  logs: message({ 5: anyValue, 6: keyValue }),
  traces: message({ 9: keyValue, 11: message({ 3: keyValue }), 13: message({ 4: keyValue }), 15: one }),
  metrics: message({
    5: message({ 1: numberPoint }),
    7: message({ 1: numberPoint }),
    9: message({ 1: histogramPoint }),
    10: message({ 1: exponentialPoint }),
    11: message({ 1: summaryPoint }),
    12: keyValue,
  }),
};

const resource = message({ 1: keyValue, 3: message({ 3: one, 4: one }) });
const scope = message({ 3: keyValue });
const requestOf = (of: Shape): Shape =>
  message({ 1: item(message({ 1: resource, 2: item(message({ 1: scope, 2: item(of) })) })) });

const shapes: Readonly<Record<Signal, Shape>> = {
  logs: requestOf(items.logs),
  traces: requestOf(items.traces),
  metrics: requestOf(items.metrics),
};

const names = {
  logs: "ExportLogsServiceRequest",
  traces: "ExportTraceServiceRequest",
  metrics: "ExportMetricsServiceRequest",
} as const;

/**
 * Walks over the protobuf bytes of a request, without making anything of them, only as far as there is no more than `most`.
 * Throws an {@link OversizedRequestError}, or an `OtlpDecodeError` when the bytes are damaged.
 */
export function checkExtent(signal: Signal, bytes: Uint8Array, most: RequestExtent): void {
  walk(new WireReader(bytes, names[signal]), bytes.length, shapes[signal], new Tally(most), 0);
}

function walk(reader: WireReader, end: number, shape: Shape, tally: Tally, depth: number): void {
  if (depth >= deepestNesting) reader.fail();
  while (reader.position < end) {
    const tag = reader.tag(end);
    const found = shape.fields?.[tag];
    if (found === undefined) reader.skip(tag, end);
    else if ((tag & 7) !== lengthDelimited) {
      tally.addParts(1);
      reader.skip(tag, end);
    } else {
      const fieldEnd = reader.delimited(end);
      if (found.isItem) tally.addItems(1);
      else tally.addParts(partsOf(reader, fieldEnd, found));
      if (found.fields === undefined) reader.position = fieldEnd;
      else walk(reader, fieldEnd, found, tally, depth + 1);
    }
  }
}

/** A message counts once, packed numbers one by one. */
function partsOf({ bytes, position }: WireReader, end: number, { packed }: Shape): number {
  if (packed === undefined) return 1;
  if (packed === "fixed64") return (end - position) / 8;
  let numbers = 0;
  for (let i = position; i < end; i++) if ((bytes[i] as number) < 0x80) numbers++;
  return numbers;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBracket = 0x5b;
const openBrace = 0x7b;
/** A record or a part has a few fields of its own, each with its comma. */
const commasOfEach = 4;

/**
 * Looks over the text of a request in OTLP JSON before it is parsed: objects are items or parts, and nothing else. Throws an
 * {@link OversizedRequestError}; whether it is JSON is for the parser to say.
 */
export function checkJsonText(text: Uint8Array, most: RequestExtent): void {
  const all = most.items + most.parts;
  let objects = 0;
  let lists = 0;
  let commas = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text[i]) {
      case quote:
        for (i++; i < text.length && text[i] !== quote; i++) if (text[i] === backslash) i++;
        break;
      case openBrace:
        objects++;
        break;
      case openBracket:
        lists++;
        break;
      case comma:
        commas++;
    }
  }
  // the request itself is one more
  if (objects > all + 1 || lists > all + 1 || commas > commasOfEach * all) fail(all, "records, attributes and values");
}

/** Where items lie in OTLP JSON, from the outside to the inside. */
const levels: readonly (readonly string[])[] = [
  ["resourceLogs", "resourceSpans", "resourceMetrics"],
  ["scopeLogs", "scopeSpans", "scopeMetrics"],
  ["logRecords", "spans", "metrics"],
];
const pointHolders = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];

/** Counts the items of parsed OTLP JSON, before messages are made of it. Throws an {@link OversizedRequestError}. */
export function checkJsonItems(json: unknown, most: RequestExtent): void {
  countItems(json, 0, new Tally(most));
}

function countItems(json: unknown, level: number, tally: Tally): void {
  if (typeof json !== "object" || json === null) return;
  const object = json as Readonly<Record<string, unknown>>;
  const lists = levels[level];
  if (lists === undefined) {
    for (const holder of pointHolders) {
      const { dataPoints } = (object[holder] ?? {}) as { readonly dataPoints?: unknown };
      if (Array.isArray(dataPoints)) tally.addItems(dataPoints.length);
    }
    return;
  }
  for (const list of lists) {
    const found = object[list];
    if (!Array.isArray(found)) continue;
    tally.addItems(found.length);
    for (const inner of found as readonly unknown[]) countItems(inner, level + 1, tally);
  }
}
