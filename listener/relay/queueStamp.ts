import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** What a queued request knows of itself beside its content. */
export interface QueueStamp {
  /** When it was accepted, in milliseconds since 1970. */
  readonly acceptedAt: number;
  /** Ids of the first and the last kept event that it was made of; both are 0 when it was made of none. */
  readonly firstEvent: number;
  readonly lastEvent: number;
}

/** A field that no OTLP request has: whoever reads the request passes over it, and nothing of it is sent on. */
const stampField = 20_000;
/** Tag, length and three numbers. */
export const stampBytes: number = 3 + 1 + 3 * 8;

/** The bytes of a request with its stamp behind them. */
export function stamped(request: Uint8Array, { acceptedAt, firstEvent, lastEvent }: QueueStamp): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(24));
  for (const [i, number] of [acceptedAt, firstEvent, lastEvent].entries()) numbers.setFloat64(8 * i, number, true);
  const writer = new BinaryWriter();
  writer.tag(stampField, WireType.LengthDelimited).bytes(new Uint8Array(numbers.buffer));
  const stamp = writer.finish();
  const all = new Uint8Array(request.length + stamp.length);
  all.set(request);
  all.set(stamp, request.length);
  return all;
}

/** The stamp at the end of a request's bytes; undefined where there is none, as an earlier version wrote them. */
export function stampOf(bytes: Uint8Array): QueueStamp | undefined {
  if (bytes.length < stampBytes) return undefined;
  try {
    const reader = new BinaryReader(bytes.subarray(bytes.length - stampBytes));
    const [field, wireType] = reader.tag();
    if (field !== stampField || wireType !== WireType.LengthDelimited) return undefined;
    const content = reader.bytes();
    if (content.length !== 24) return undefined;
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    const [acceptedAt = 0, firstEvent = 0, lastEvent = 0] = [0, 8, 16].map((at) => view.getFloat64(at, true));
    return { acceptedAt, firstEvent, lastEvent };
  } catch {
    return undefined;
  }
}
