import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

const retryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

/**
 * How many milliseconds a receiver asks to wait: `google.rpc.RetryInfo` among the details of the `google.rpc.Status` in
 * the trailer `grpc-status-details-bin` (OTLP specification, "OTLP/gRPC Throttling"). Undefined when there is none.
 */
export function retryDelay(statusDetails: Uint8Array): number | undefined {
  try {
    for (const detail of messagesIn(statusDetails, 3)) {
      const [type] = messagesIn(detail, 1);
      if (type === undefined || new TextDecoder().decode(type) !== retryInfoType) continue;
      const [retryInfo] = messagesIn(detail, 2);
      const [duration] = retryInfo === undefined ? [] : messagesIn(retryInfo, 1);
      return duration === undefined ? undefined : milliseconds(duration);
    }
  } catch {
    // a receiver that says it wrongly has not said it
  }
  return undefined;
}

function* messagesIn(message: Uint8Array, wanted: number): Generator<Uint8Array> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === wanted && type === WireType.LengthDelimited) yield reader.bytes();
    else reader.skip(type, field);
  }
}

/** Of a `google.protobuf.Duration`. */
function milliseconds(duration: Uint8Array): number {
  const reader = new BinaryReader(duration);
  let result = 0;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1 && type === WireType.Varint) result += Number(reader.int64()) * 1000;
    else if (field === 2 && type === WireType.Varint) result += reader.int32() / 1e6;
    else reader.skip(type, field);
  }
  return Math.max(0, Math.ceil(result));
}
