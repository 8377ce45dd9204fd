import { decodeRanges, encodeRanges, type IdRange } from "./idRanges.ts";
import { type KeptEvents, noEvents } from "./keptEvents.ts";

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
 * Tags of fields of protobuf that no OTLP request has: whoever reads the request passes over them, and nothing of them is sent
 * on. Field 20000, the last one, is the stamp: when the request was accepted, the first and the last event, and their store.
 * Field 20001 before it says which events between these two it is of; its content ends with the length of what it says, so
 * that it is found from its end.
 */
const stampTag = tagOf(20_000);
const eventsTag = tagOf(20_001);
/** Three numbers, and the identity of a store; an earlier version wrote the numbers alone. */
const contentBytes = { numbers: 3 * 8, all: 4 * 8 };
/** Of the length at the end of the events. */
const lengthBytes = 4;
/** No request has more records. */
const mostOfRequest = 50_000;

/** The bytes of a request with its stamp behind them. */
export function stamped(request: Uint8Array, acceptedAt: number, { ranges, store = "" }: KeptEvents): Uint8Array {
  const ids = encodeRanges(ranges);
  const eventsBytes = fieldBytes(ids.length + lengthBytes);
  const all = Buffer.allocUnsafe(request.length + eventsBytes + fieldBytes(contentBytes.all));
  all.set(request);
  let at = writeHead(all, request.length, eventsTag, ids.length + lengthBytes);
  all.set(ids, at);
  at = all.writeUInt32LE(ids.length, at + ids.length);
  at = writeHead(all, at, stampTag, contentBytes.all);
  for (const number of [acceptedAt, ranges[0]?.[0] ?? 0, ranges.at(-1)?.[1] ?? 0]) at = all.writeDoubleLE(number, at);
  all.fill(0, at).write(store, at, "hex");
  return all;
}

/** The stamp at the end of a request's bytes; undefined where there is none, as an earlier version wrote them. */
export function stampOf(request: Uint8Array): QueueStamp | undefined {
  const bytes = Buffer.from(request.buffer, request.byteOffset, request.length);
  const end = bytes.length;
  const length = stampLengthOf(bytes);
  if (length === undefined) return undefined;
  const start = end - fieldBytes(length);
  const [acceptedAt, first, last] = [0, 8, 16].map((at) => bytes.readDoubleLE(end - length + at)) as [
    number,
    number,
    number,
  ];
  const ids = idsBefore(bytes, start);
  if (ids !== undefined && (ids.ranges[0]?.[0] ?? 0) === first && (ids.ranges.at(-1)?.[1] ?? 0) === last) {
    const store = bytes.toString("hex", end - length + contentBytes.numbers);
    const events = { ranges: ids.ranges, store: /[1-9a-f]/.test(store) ? store : undefined };
    return { acceptedAt, events, bytes: end - start + ids.bytes };
  }
  // which events between these two it is of was not written down: none can be told from what was never for the destination
  const isSome = first > 0 && last >= first && last - first < mostOfRequest;
  return { acceptedAt, events: isSome ? { ranges: [[first, last]] } : noEvents, bytes: end - start };
}

/** How many bytes the stamp at the end of a request's bytes has. */
export function stampBytesOf(request: Uint8Array): number {
  const bytes = Buffer.from(request.buffer, request.byteOffset, request.length);
  const length = stampLengthOf(bytes);
  if (length === undefined) return 0;
  const stamp = fieldBytes(length);
  const ids = idsLengthBefore(bytes, bytes.length - stamp);
  return ids === undefined ? stamp : stamp + fieldBytes(ids + lengthBytes);
}

/** How long the content of the stamp is that ends with the bytes. */
function stampLengthOf(bytes: Buffer): number | undefined {
  if (isFieldBefore(bytes, bytes.length, stampTag, contentBytes.all)) return contentBytes.all;
  return isFieldBefore(bytes, bytes.length, stampTag, contentBytes.numbers) ? contentBytes.numbers : undefined;
}

/** How many bytes the ids have that end here; undefined when none do. */
function idsLengthBefore(bytes: Buffer, end: number): number | undefined {
  if (end < lengthBytes) return undefined;
  const length = bytes.readUInt32LE(end - lengthBytes);
  return length <= end && isFieldBefore(bytes, end, eventsTag, length + lengthBytes) ? length : undefined;
}

/** What ends here, if it is that. */
function idsBefore(
  bytes: Buffer,
  end: number,
): { readonly ranges: readonly IdRange[]; readonly bytes: number } | undefined {
  const length = idsLengthBefore(bytes, end);
  if (length === undefined) return undefined;
  try {
    const ranges = decodeRanges(bytes.subarray(end - lengthBytes - length, end - lengthBytes));
    return { ranges, bytes: fieldBytes(length + lengthBytes) };
  } catch {
    return undefined;
  }
}

/** The tag of a field of bytes; in all of these it has the same length. */
function tagOf(field: number): Buffer {
  const tag = Buffer.alloc(3);
  writeVarint(tag, 0, field * 8 + 2);
  return tag;
}

/** Of a field whose content has so many bytes: tag, length and content. */
function fieldBytes(length: number): number {
  let bytes = stampTag.length + 1 + length;
  for (let rest = length >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}

function writeVarint(bytes: Buffer, at: number, number: number): number {
  let next = at;
  let rest = number;
  for (; rest > 0x7f; rest >>>= 7) bytes[next++] = (rest & 0x7f) | 0x80;
  bytes[next++] = rest;
  return next;
}

/** Tells where the content begins. */
function writeHead(bytes: Buffer, at: number, tag: Buffer, length: number): number {
  bytes.set(tag, at);
  return writeVarint(bytes, at + tag.length, length);
}

/** Whether such a field ends here. */
function isFieldBefore(bytes: Buffer, end: number, tag: Buffer, length: number): boolean {
  let at = end - fieldBytes(length);
  if (at < 0) return false;
  for (let i = 0; i < tag.length; i++) if (bytes[at++] !== tag[i]) return false;
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) if (bytes[at++] !== ((rest & 0x7f) | 0x80)) return false;
  return bytes[at] === rest;
}
