import { OtlpDecodeError } from "./decodeError.ts";

/** Wire types of protobuf (protobuf.dev, "Encoding"). */
export const wireType = { varint: 0, fixed64: 1, lengthDelimited: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

const deepestGroup = 100;

/**
 * Walks over protobuf bytes without making anything of them. Every length is checked against the message it stands in;
 * what doesn't fit throws an {@link OtlpDecodeError}.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  /** Where the next byte is read. */
  position: number;
  readonly #what: string;

  /** `what` names the message in an error, such as `ExportLogsServiceRequest`. */
  constructor(bytes: Uint8Array, what: string) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = 0;
    this.#what = what;
  }

  /** A field's number and wire type as one number, as protobuf writes it: `number << 3 | type`. */
  tag(end: number): number {
    const first = this.position < end ? (this.bytes[this.position] as number) : 0x80;
    if (first < 0x80) {
      this.position++;
      if (first >>> 3 === 0) this.fail();
      return first;
    }
    const tag = this.length(end);
    if (tag >>> 3 === 0) this.fail();
    return tag;
  }

  /** A varint of up to 32 bits, such as a length. */
  length(end: number): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.position >= end) this.fail();
      const byte = this.bytes[this.position++] as number;
      if (shift === 28 && byte > 0x0f) this.fail();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    return this.fail();
  }

  /** Where the length-delimited field that comes next ends; the position is then at its first byte. */
  delimited(end: number): number {
    const length = this.length(end);
    const fieldEnd = this.position + length;
    if (fieldEnd > end) this.fail();
    return fieldEnd;
  }

  /** A varint of up to 64 bits as a number: exact as far as a double is. Negative ones are two's complement. */
  varint(end: number): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= end) this.fail();
      const byte = this.bytes[this.position++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) return (high | 0) * 0x1_0000_0000 + (low >>> 0);
    }
    return this.fail();
  }

  /** An unsigned 64-bit number as a double: a time in nanoseconds is off by 128 of them at most. */
  fixed64(end: number): number {
    const start = this.position;
    this.#advance(8, end);
    return this.#view.getUint32(start + 4, true) * 0x1_0000_0000 + this.#view.getUint32(start, true);
  }

  double(end: number): number {
    const start = this.position;
    this.#advance(8, end);
    return this.#view.getFloat64(start, true);
  }

  /** Goes past the value of a field. */
  skip(tag: number, end: number, depth = 0): void {
    switch (tag & 7) {
      case wireType.varint:
        this.varint(end);
        return;
      case wireType.fixed64:
        this.#advance(8, end);
        return;
      case wireType.lengthDelimited:
        this.position = this.delimited(end);
        return;
      case wireType.fixed32:
        this.#advance(4, end);
        return;
      case wireType.startGroup: {
        if (depth >= deepestGroup) this.fail();
        for (;;) {
          const inner = this.tag(end);
          if ((inner & 7) === wireType.endGroup) {
            if (inner >>> 3 !== tag >>> 3) this.fail();
            return;
          }
          this.skip(inner, end, depth + 1);
        }
      }
      default:
        this.fail();
    }
  }

  fail(): never {
    throw new OtlpDecodeError(`The body is not a protobuf ${this.#what}.`);
  }

  #advance(count: number, end: number): void {
    if (this.position + count > end) this.fail();
    this.position += count;
  }
}
