import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** What a queued request knows of itself beside its content. */
export interface QueueStamp {
  /** When it was accepted, in milliseconds since 1970. */
  readonly acceptedAt: number;
  /** Ids of the first and the last kept event that it was made of; both are 0 when it was made of none. */
  readonly firstEvent: number;
  readonly lastEvent: number;
  /** Identity of the store whose ids they are, 16 hexadecimal digits; undefined where that is not known. */
  readonly store?: string | undefined;
}

/** A field that no OTLP request has: whoever reads the request passes over it, and nothing of it is sent on. */
const stampField = 20_000;
/** Three numbers, and the identity of a store; an earlier version wrote the numbers alone. */
const contentBytes = { numbers: 3 * 8, all: 4 * 8 };
/** Tag and length. */
const headBytes = 3 + 1;
export const stampBytes: number = headBytes + contentBytes.all;

/** The bytes of a request with its stamp behind them. */
export function stamped(request: Uint8Array, stamp: QueueStamp): Uint8Array {
  const { acceptedAt, firstEvent, lastEvent, store = "" } = stamp;
  const content = Buffer.alloc(contentBytes.all);
  for (const [i, number] of [acceptedAt, firstEvent, lastEvent].entries()) content.writeDoubleLE(number, 8 * i);
  content.write(store, contentBytes.numbers, "hex");
  const writer = new BinaryWriter();
  writer.tag(stampField, WireType.LengthDelimited).bytes(content);
  const end = writer.finish();
  const all = new Uint8Array(request.length + end.length);
  all.set(request);
  all.set(end, request.length);
  return all;
}

/** The stamp at the end of a request's bytes; undefined where there is none, as an earlier version wrote them. */
export function stampOf(bytes: Uint8Array): QueueStamp | undefined {
  const content = stampContent(bytes, contentBytes.all) ?? stampContent(bytes, contentBytes.numbers);
  if (content === undefined) return undefined;
  const [acceptedAt = 0, firstEvent = 0, lastEvent = 0] = [0, 8, 16].map((at) => content.readDoubleLE(at));
  const store = content.toString("hex", contentBytes.numbers);
  return { acceptedAt, firstEvent, lastEvent, store: /[1-9a-f]/.test(store) ? store : undefined };
}

function stampContent(bytes: Uint8Array, length: number): Buffer | undefined {
  if (bytes.length < headBytes + length) return undefined;
  try {
    const reader = new BinaryReader(bytes.subarray(bytes.length - headBytes - length));
    const [field, wireType] = reader.tag();
    if (field !== stampField || wireType !== WireType.LengthDelimited) return undefined;
    const content = reader.bytes();
    return content.length === length ? Buffer.from(content) : undefined;
  } catch {
    return undefined;
  }
}
