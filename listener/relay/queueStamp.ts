import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { decodeRanges, encodeRanges, type IdRange } from "./idRanges.ts";
import { type KeptEvents, noEvents } from "./keptEvents.ts";

/** What a queued request knows of itself beside its content. */
export interface QueueStamp {
  /** When it was accepted, in milliseconds since 1970. */
  readonly acceptedAt: number;
  /** The kept events that it was made of. */
  readonly events: KeptEvents;
}

/**
 * Fields of protobuf that no OTLP request has: whoever reads the request passes over them, and nothing of them is sent
 * on. Field 20000, the last one, is the stamp: when the request was accepted, the first and the last event, and their store.
 * Field 20001 before it says which events between these two it is of; its content ends with the length of what it says, so
 * that it is found from its end.
 */
const stampField = 20_000;
const eventsField = 20_001;
/** Three numbers, and the identity of a store; an earlier version wrote the numbers alone. */
const contentBytes = { numbers: 3 * 8, all: 4 * 8 };
/** Of the length at the end of the events. */
const lengthBytes = 4;
/** No request has more records. */
const mostOfRequest = 50_000;

/** Tag and length of a field of bytes. */
const headOf = (field: number, length: number): Uint8Array =>
  new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();

const stampHead = headOf(stampField, contentBytes.all);
/** By how long the content of the stamp is, in the order in which they are looked for. */
const stampHeads = [
  [contentBytes.all, stampHead],
  [contentBytes.numbers, headOf(stampField, contentBytes.numbers)],
] as const;

/** The bytes of a request with its stamp behind them. */
export function stamped(request: Uint8Array, acceptedAt: number, { ranges, store = "" }: KeptEvents): Uint8Array {
  const ids = encodeRanges(ranges);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(ids.length);
  const content = Buffer.alloc(contentBytes.all);
  let at = 0;
  for (const number of [acceptedAt, ranges[0]?.[0] ?? 0, ranges.at(-1)?.[1] ?? 0])
    at = content.writeDoubleLE(number, at);
  content.write(store, at, "hex");
  return Buffer.concat([request, headOf(eventsField, ids.length + lengthBytes), ids, length, stampHead, content]);
}

/** The stamp at the end of a request's bytes; undefined where there is none, as an earlier version wrote them. */
export function stampOf(request: Uint8Array): QueueStamp | undefined {
  const bytes = Buffer.from(request.buffer, request.byteOffset, request.length);
  const end = bytes.length;
  const stamp = stampAtEnd(bytes);
  if (stamp === undefined) return undefined;
  const content = end - stamp.content;
  const [acceptedAt, first, last] = [0, 8, 16].map((at) => bytes.readDoubleLE(content + at)) as [
    number,
    number,
    number,
  ];
  const ranges = idsBefore(bytes, end - stamp.length);
  if (ranges !== undefined && (ranges[0]?.[0] ?? 0) === first && (ranges.at(-1)?.[1] ?? 0) === last) {
    const store = bytes.toString("hex", content + contentBytes.numbers);
    return { acceptedAt, events: { ranges, store: /[1-9a-f]/.test(store) ? store : undefined } };
  }
  // which events between these two it is of was not written down: none can be told from what was never for the destination
  const isSome = first > 0 && last >= first && last - first < mostOfRequest;
  return { acceptedAt, events: isSome ? { ranges: [[first, last]] } : noEvents };
}

/** How many bytes the stamp at the end of a request's bytes has. */
export function stampBytesOf(request: Uint8Array): number {
  const bytes = Buffer.from(request.buffer, request.byteOffset, request.length);
  const stamp = stampAtEnd(bytes);
  if (stamp === undefined) return 0;
  const ids = idsLengthBefore(bytes, bytes.length - stamp.length);
  if (ids === undefined) return stamp.length;
  return stamp.length + headOf(eventsField, ids + lengthBytes).length + ids + lengthBytes;
}

/** How long the stamp is that ends with the bytes, and its content. */
function stampAtEnd(bytes: Buffer): { readonly length: number; readonly content: number } | undefined {
  const found = stampHeads.find(([content, head]) => isFieldBefore(bytes, bytes.length, head, content));
  return found && { length: found[1].length + found[0], content: found[0] };
}

/** How many bytes the ids have that end here; undefined when none do. */
function idsLengthBefore(bytes: Buffer, end: number): number | undefined {
  if (end < lengthBytes) return undefined;
  const length = bytes.readUInt32LE(end - lengthBytes);
  if (length > end) return undefined;
  const head = headOf(eventsField, length + lengthBytes);
  return isFieldBefore(bytes, end, head, length + lengthBytes) ? length : undefined;
}

/** The ids that end here, if they do. */
function idsBefore(bytes: Buffer, end: number): readonly IdRange[] | undefined {
  const length = idsLengthBefore(bytes, end);
  if (length === undefined) return undefined;
  try {
    return decodeRanges(bytes.subarray(end - lengthBytes - length, end - lengthBytes));
  } catch {
    return undefined;
  }
}

/** Whether a field with this head and so long a content ends here. */
function isFieldBefore(bytes: Buffer, end: number, head: Uint8Array, length: number): boolean {
  const at = end - length - head.length;
  return at >= 0 && bytes.subarray(at, at + head.length).equals(head);
}
