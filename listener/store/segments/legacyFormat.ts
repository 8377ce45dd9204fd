import { crc32 } from "node:zlib";
import { SliceMeter, type Slices } from "../slices.ts";
import { type FrameHead, type FrameKind, type FrameVisitor, frameKind } from "./segmentFormat.ts";

/**
 * Segment files of format 2, as versions up to 0.1.0 wrote them, under names that end in `.segment`. They have no header;
 * each frame has a head of 32 bytes: a magic number, kind, length, count, first id, and one CRC-32 of all of it and the
 * content. They are read and never written.
 */
const magic = Buffer.from([0x32, 0x4c, 0x54, 0x4f]);
const headBytes = 32;
const checksumAt = 24;
const kinds: ReadonlySet<number> = new Set([frameKind.logs, frameKind.counts, frameKind.checkpoint]);
/** What looks like heads may be made up by a sender: so many times the file is looked through for whole frames at most. */
const mostLooks = 8;

/** Goes through all that is in such a file. The frames are numbered as they are found. */
export function* scanLegacyFrames(bytes: Uint8Array, visitor: FrameVisitor): Slices<void> {
  const meter = new SliceMeter();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let unreadFrom: number | undefined;
  let sequence = 0;
  let looked = 0;
  for (let at = 0; at < buffer.length; ) {
    const head = headAt(buffer, at, sequence);
    if (meter.isFullWith(head === undefined ? 0 : head.end - at)) yield;
    if (head !== undefined && isWhole(buffer, at, head)) {
      if (unreadFrom !== undefined) visitor.unread(at - unreadFrom);
      unreadFrom = undefined;
      sequence++;
      visitor.frame(head);
      at = head.end;
      continue;
    }
    unreadFrom ??= at;
    looked += head === undefined ? 0 : head.end - at;
    const next = looked > mostLooks * buffer.length ? -1 : buffer.indexOf(magic, at + 1);
    at = next < 0 ? buffer.length : next;
  }
  if (unreadFrom !== undefined) visitor.unread(buffer.length - unreadFrom);
}

type LegacyHead = FrameHead & { readonly kind: FrameKind };

function headAt(buffer: Buffer, at: number, sequence: number): LegacyHead | undefined {
  const start = at + headBytes;
  if (start > buffer.length || buffer.compare(magic, 0, magic.length, at, at + magic.length) !== 0) return undefined;
  const end = start + buffer.readUInt32LE(at + 8);
  const kind = buffer[at + 4] as number;
  if (end > buffer.length || !kinds.has(kind)) return undefined;
  const count = buffer.readUInt32LE(at + 12);
  return { kind: kind as FrameKind, flags: 0, sequence, count, firstId: buffer.readDoubleLE(at + 16), start, end };
}

function isWhole(buffer: Buffer, at: number, { start, end }: FrameHead): boolean {
  const checksum = crc32(buffer.subarray(start, end), crc32(buffer.subarray(at, at + checksumAt)));
  return checksum === buffer.readUInt32LE(at + checksumAt);
}
