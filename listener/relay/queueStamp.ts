import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { IdSet } from "./idSet.ts";
import type { KeptEvents } from "./keptEvents.ts";

/** What a queued request knows of itself beside its content. */
export interface QueueStamp {
  /** When it was accepted, in milliseconds since 1970. */
  readonly acceptedAt: number;
  /** The kept events that it was made of. */
  readonly events: KeptEvents;
  /** How many bytes all of this takes. */
  readonly bytes: number;
}

/**
 * Fields that no OTLP request has: whoever reads the request passes over them, and nothing of them is sent on. The stamp is the
 * last one: when it was accepted, the first and the last event, and their store. The one before it says which events between
 * these two it is; its content ends with its own length, so that it is found from its end.
 */
const stampField = 20_000;
const eventsField = 20_001;
const tagBytes = 3;
/** Three numbers, and the identity of a store; an earlier version wrote the numbers alone. */
const contentBytes = { numbers: 3 * 8, all: 4 * 8 };
/** Of the length at the end of the events. */
const lengthBytes = 4;

/** The bytes of a request with its stamp behind them. */
export function stamped(request: Uint8Array, acceptedAt: number, { ids, store = "" }: KeptEvents): Uint8Array {
  const encoded = ids.encode();
  const events = Buffer.alloc(encoded.length + lengthBytes);
  events.set(encoded);
  events.writeUInt32LE(encoded.length, encoded.length);
  const content = Buffer.alloc(contentBytes.all);
  for (const [i, number] of [acceptedAt, ids.first, ids.last].entries()) content.writeDoubleLE(number, 8 * i);
  content.write(store, contentBytes.numbers, "hex");
  return Buffer.concat([request, field(eventsField, events), field(stampField, content)]);
}

/** The stamp at the end of a request's bytes; undefined where there is none, as an earlier version wrote them. */
export function stampOf(bytes: Uint8Array): QueueStamp | undefined {
  const end = bytes.length;
  const content =
    contentOf(stampField, bytes, end, contentBytes.all) ?? contentOf(stampField, bytes, end, contentBytes.numbers);
  if (content === undefined) return undefined;
  const [acceptedAt = 0, first = 0, last = 0] = [0, 8, 16].map((at) => content.readDoubleLE(at));
  const start = end - fieldBytes(content.length);
  const ids = idsBefore(bytes, start, first, last);
  if (ids !== undefined) {
    const store = content.toString("hex", contentBytes.numbers);
    const isKnown = /[1-9a-f]/.test(store);
    return { acceptedAt, events: { ids: ids.set, store: isKnown ? store : undefined }, bytes: end - start + ids.bytes };
  }
  // which of the events between these two it is was not written down: none can be told from what was never for the destination
  const isSome = first > 0 && last >= first && last - first < mostOfRequest;
  return { acceptedAt, events: { ids: isSome ? IdSet.of([first, last]) : new IdSet() }, bytes: end - start };
}

/** No request has more records. */
const mostOfRequest = 50_000;

function idsBefore(bytes: Uint8Array, end: number, first: number, last: number) {
  if (end < lengthBytes) return undefined;
  const length = Buffer.from(bytes.buffer, bytes.byteOffset, end).readUInt32LE(end - lengthBytes);
  if (length > end) return undefined;
  const content = contentOf(eventsField, bytes, end, length + lengthBytes);
  if (content === undefined) return undefined;
  try {
    const set = IdSet.decode(content.subarray(0, length));
    const isThis = set.first === first && set.last === last;
    return isThis ? { set, bytes: fieldBytes(content.length) } : undefined;
  } catch {
    return undefined;
  }
}

function field(number: number, content: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(content).finish();
}

/** How many bytes a field has: tag, length and content. */
function fieldBytes(length: number): number {
  let bytes = tagBytes + 1 + length;
  for (let rest = length >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}

/** The content of a field that ends here, if it has this length. */
function contentOf(number: number, bytes: Uint8Array, end: number, length: number): Buffer | undefined {
  const start = end - fieldBytes(length);
  if (start < 0) return undefined;
  try {
    const reader = new BinaryReader(bytes.subarray(start, end));
    const [found, wireType] = reader.tag();
    if (found !== number || wireType !== WireType.LengthDelimited) return undefined;
    const content = reader.bytes();
    return content.length === length ? Buffer.from(content.buffer, content.byteOffset, length) : undefined;
  } catch {
    return undefined;
  }
}
