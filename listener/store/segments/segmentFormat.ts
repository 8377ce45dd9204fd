import { crc32 } from "node:zlib";
import { SliceMeter, type Slices } from "../slices.ts";

/**
 * What a segment file holds, format 3. This comment is the specification; docs/storage.md says the same for people.
 *
 * All numbers are little-endian. A file is a header and frames, one after the other, and grows at its end only.
 *
 * Header, 32 bytes:
 *
 *     0   8  F6 "COTLS" 0D 0A, the same in every version
 *     8   2  format version: 3
 *    10   2  length of the header: 32
 *    12   6  stamp: random bytes that name the file, the last twelve hexadecimal digits of its name too
 *    18   2  0
 *    20   8  when the file was begun, milliseconds since 1970, as a double
 *    28   4  CRC-32 of the 28 bytes before
 *
 * Frame, 40 bytes and the content:
 *
 *     0   4  F6 "OT" 03; F6 occurs in no UTF-8 text
 *     4   1  kind
 *     5   1  flags, see `frameFlag`; a reader passes over those that it does not know
 *     6   6  stamp of the file
 *    12   4  sequence: 0 for the first frame of a file, one more for each that follows
 *    16   4  length of the content
 *    20   4  count: how many ids the content takes
 *    24   8  first of these ids, as a double
 *    32   4  CRC-32 of the content
 *    36   4  CRC-32 of the 36 bytes before
 *    40      content
 *
 * After bytes that are no whole frame, a reader goes on at the next frame of the file: its head is known by its own CRC-32
 * and by the stamp, which no sender of telemetry can guess, so that a frame forged inside of a content is never taken for
 * one. The gaps in the sequence and in the ids tell what is missing. A file whose header is damaged is read with the stamp
 * in its name. A frame with the stamp and the sequence of one that was read before is the same frame, in a copy of the file.
 *
 * Kinds from 128 on are additions: a reader that does not know one passes over it. One below 128 that it does not know
 * counts as unread. A change that older readers would misunderstand takes another version; a file of a newer version is
 * neither read nor written. Format 2, see `legacyFormat.ts`, is read and no longer written; its files have names of their
 * own, so that the versions that wrote it leave files of this format alone.
 */
export const formatVersion = 3;

/** What a frame holds. */
export const frameKind = {
  /** The protobuf bytes of one logs request; an id for each record. */
  logs: 1,
  /** JSON: what was counted of a request of another signal. */
  counts: 2,
  /**
   * JSON: what was known when the segment was begun, so that it can be understood without those before it. In a store, `store`
   * is the identity of the store whose ids they are; earlier versions did not write it.
   */
  checkpoint: 3,
  /** A request that waits to be sent: its signal (1 byte), how many items it has (4 bytes), its protobuf bytes; one id. */
  queued: 4,
  /** Reserved for an index of the texts in frames before it. */
  textIndex: 128,
} as const;

/**
 * What is said of a frame beside its content. Of a logs request it is whether the header of its sender was the one that the
 * listener knew. With neither flag, as versions before them wrote it, or with both, that is not known.
 */
export const frameFlag = { senderVerified: 1, senderUnverified: 2 } as const;

export type FrameKind = (typeof frameKind)[keyof typeof frameKind];

const kinds: ReadonlySet<number> = new Set(Object.values(frameKind));
const firstAddition = 128;

export const headerBytes = 32;
export const frameHeadBytes = 40;
export const stampBytes = 6;

const fileMagic = Buffer.from([0xf6, 0x43, 0x4f, 0x54, 0x4c, 0x53, 0x0d, 0x0a]);
const frameMagic = Buffer.from([0xf6, 0x4f, 0x54, formatVersion]);
const frameMagicNumber = frameMagic.readUInt32LE();

const stampInHeaderAt = 12;
const stampInFrameAt = 6;
const contentChecksumAt = 32;
const headChecksumAt = 36;

/** The header of a new file. */
export function encodeHeader(stamp: Uint8Array, begun: number): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.set(fileMagic);
  header.writeUInt16LE(formatVersion, 8);
  header.writeUInt16LE(headerBytes, 10);
  header.set(stamp, stampInHeaderAt);
  header.writeDoubleLE(begun, 20);
  header.writeUInt32LE(crc32(header.subarray(0, 28)), 28);
  return header;
}

/** What the header of a file says; `damaged` also for a file that has none. */
export type FileHeader =
  | { readonly kind: "own"; readonly stamp: Buffer; readonly length: number }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "damaged" };

export function decodeHeader(bytes: Uint8Array): FileHeader {
  const header = asBuffer(bytes).subarray(0, headerBytes);
  if (header.length < headerBytes || !header.subarray(0, fileMagic.length).equals(fileMagic))
    return { kind: "damaged" };
  if (crc32(header.subarray(0, 28)) !== header.readUInt32LE(28)) return { kind: "damaged" };
  const version = header.readUInt16LE(8);
  if (version > formatVersion) return { kind: "newer", version };
  const length = Math.max(headerBytes, header.readUInt16LE(10));
  return { kind: "own", length, stamp: Buffer.from(header.subarray(stampInHeaderAt, stampInHeaderAt + stampBytes)) };
}

/** The ids that the content of a frame takes. */
export interface FrameIds {
  readonly first: number;
  readonly count: number;
}

const noIds: FrameIds = { first: 0, count: 0 };

/** Writes the heads of the frames of one file, always into the same memory. */
export class FrameHeads {
  readonly #head = new Uint8Array(frameHeadBytes);
  readonly #view = new DataView(this.#head.buffer);
  /** What the CRC-32 of the head is of. */
  readonly #checked = this.#head.subarray(0, headChecksumAt);

  constructor(stamp: Uint8Array) {
    this.#head.set(frameMagic);
    this.#head.set(stamp, stampInFrameAt);
  }

  encode(kind: FrameKind, sequence: number, content: Uint8Array, ids: FrameIds = noIds, flags = 0): Uint8Array {
    const view = this.#view;
    view.setUint8(4, kind);
    view.setUint8(5, flags);
    view.setUint32(12, sequence, true);
    view.setUint32(16, content.length, true);
    view.setUint32(20, ids.count, true);
    view.setFloat64(24, ids.first, true);
    view.setUint32(contentChecksumAt, crc32(content), true);
    view.setUint32(headChecksumAt, crc32(this.#checked), true);
    return this.#head;
  }
}

/** What the head of a frame says, and where its content lies. */
export interface FrameHead {
  readonly kind: number;
  /** See {@link frameFlag}. */
  readonly flags: number;
  readonly sequence: number;
  readonly firstId: number;
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/** Hears what is found in a file, in its order. */
export interface FrameVisitor {
  frame(head: FrameHead & { readonly kind: FrameKind }): void;
  /** An addition that this version does not know. */
  addition(head: FrameHead): void;
  /** The head is whole, the content is not, or is of a kind that this version would have to know. */
  broken(head: FrameHead): void;
  /** So many bytes in a row that belong to no frame that can be read, told once the row is over. */
  unread(bytes: number): void;
}

/** Goes through all that is in a file from `from` on. */
export function* scanFrames(bytes: Uint8Array, stamp: Uint8Array, from: number, visitor: FrameVisitor): Slices<void> {
  const file = new FileBytes(bytes, stamp);
  const meter = new SliceMeter();
  let unreadFrom: number | undefined;
  for (let at = from; at < bytes.length; ) {
    const head = file.headAt(at);
    if (meter.isFullWith(head === undefined ? 0 : head.end - at)) yield;
    const isWhole = head !== undefined && file.isContentWhole(head);
    if (head !== undefined && isWhole && !mustBeKnown(head.kind)) {
      if (unreadFrom !== undefined) visitor.unread(at - unreadFrom);
      unreadFrom = undefined;
      if (isKnown(head)) visitor.frame(head);
      else visitor.addition(head);
      at = head.end;
      continue;
    }
    unreadFrom ??= at;
    if (head !== undefined) visitor.broken(head);
    at = head !== undefined && isWhole ? head.end : file.nextMagic(at + 1);
  }
  if (unreadFrom !== undefined) visitor.unread(bytes.length - unreadFrom);
}

const isKnown = (head: FrameHead): head is FrameHead & { readonly kind: FrameKind } => kinds.has(head.kind);
const mustBeKnown = (kind: number): boolean => kind < firstAddition && !kinds.has(kind);

/** The bytes of a file with a stamp. */
class FileBytes {
  readonly #buffer: Buffer;
  readonly #view: DataView;
  readonly #stampStart: number;
  readonly #stampEnd: number;

  constructor(bytes: Uint8Array, stamp: Uint8Array) {
    this.#buffer = asBuffer(bytes);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#stampStart = asBuffer(stamp).readUInt16LE(0);
    this.#stampEnd = asBuffer(stamp).readUInt32LE(2);
  }

  /** The head of a frame of this file; undefined when there is none at this place. */
  headAt(at: number): FrameHead | undefined {
    const view = this.#view;
    if (at + frameHeadBytes > view.byteLength || view.getUint32(at, true) !== frameMagicNumber) return undefined;
    if (view.getUint16(at + stampInFrameAt, true) !== this.#stampStart) return undefined;
    if (view.getUint32(at + stampInFrameAt + 2, true) !== this.#stampEnd) return undefined;
    const checksum = crc32(this.#buffer.subarray(at, at + headChecksumAt));
    if (checksum !== view.getUint32(at + headChecksumAt, true)) return undefined;
    const start = at + frameHeadBytes;
    return {
      kind: view.getUint8(at + 4),
      flags: view.getUint8(at + 5),
      sequence: view.getUint32(at + 12, true),
      count: view.getUint32(at + 20, true),
      firstId: view.getFloat64(at + 24, true),
      start,
      end: start + view.getUint32(at + 16, true),
    };
  }

  isContentWhole({ start, end }: FrameHead): boolean {
    if (end > this.#view.byteLength) return false;
    const checksum = this.#view.getUint32(start - frameHeadBytes + contentChecksumAt, true);
    return crc32(this.#buffer.subarray(start, end)) === checksum;
  }

  /** Where a frame could begin next. */
  nextMagic(from: number): number {
    const next = this.#buffer.indexOf(frameMagic, from);
    return next < 0 ? this.#buffer.length : next;
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
