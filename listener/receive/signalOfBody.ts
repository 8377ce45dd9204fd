import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { Signal } from "../../core/otlp/requests.ts";

/** The messages in one field of a message, in their order. */
function* messagesIn(message: Uint8Array, wanted: number): Generator<Uint8Array> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === wanted && wireType === WireType.LengthDelimited) yield reader.bytes();
    else reader.skip(wireType, field);
  }
}

function* fieldsOf(message: Uint8Array): Generator<string> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    yield `${field} ${WireType[wireType]}`;
    reader.skip(wireType, field);
  }
}

/** Fields that only a Span has, with their wire types (opentelemetry-proto, trace/v1/trace.proto): times, kind, links, status. */
const onlyInSpans: ReadonlySet<string> = new Set([
  "4 LengthDelimited",
  "6 Varint",
  "7 Bit64",
  "8 Bit64",
  "10 Varint",
  "12 Varint",
  "13 LengthDelimited",
  "14 Varint",
  "15 LengthDelimited",
  "16 Bit32",
]);

/** What a LogRecord has at none of these places, but a Metric must have (its name), or may have (a sum). */
const inMetricsNotInLogs: ReadonlySet<string> = new Set(["1 LengthDelimited", "7 LengthDelimited"]);

function signalOfRecord(record: Uint8Array): Signal {
  let found: Signal = "logs";
  for (const field of fieldsOf(record)) {
    if (onlyInSpans.has(field)) return "traces";
    if (inMetricsNotInLogs.has(field)) found = "metrics";
  }
  return found;
}

/**
 * Which signal a protobuf export request carries, for a sender that posts to `/`: Codex uses its endpoint exactly as it
 * is written, without the path of the signal (observed). The three requests have the same outer form,
 * so the first log record, span or metric decides. What has none, or can't be read, counts as logs.
 */
export function signalOfProtobuf(body: Uint8Array): Signal {
  try {
    for (const resource of messagesIn(body, 1))
      for (const scope of messagesIn(resource, 2))
        for (const record of messagesIn(scope, 2)) return signalOfRecord(record);
  } catch {
    // the decoder will say that it isn't protobuf
  }
  return "logs";
}
