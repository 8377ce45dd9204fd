import { BinaryWriter } from "@bufbuild/protobuf/wire";

const message = (field: number) => (field << 3) | 2;
const varint = (field: number) => field << 3;

/**
 * The value of the trailer `grpc-status-details-bin` that tells a sender when to come again: a `google.rpc.Status` with
 * `google.rpc.RetryInfo` (OTLP specification, "OTLP/gRPC Throttling").
 */
export function retryStatus(code: number, text: string, seconds: number): Buffer {
  const duration = new BinaryWriter().uint32(varint(1)).int64(seconds).finish();
  const retryInfo = new BinaryWriter().uint32(message(1)).bytes(duration).finish();
  const detail = new BinaryWriter()
    .uint32(message(1))
    .string("type.googleapis.com/google.rpc.RetryInfo")
    .uint32(message(2))
    .bytes(retryInfo)
    .finish();
  const status = new BinaryWriter().uint32(varint(1)).int32(code).uint32(message(2)).string(text);
  return Buffer.from(status.uint32(message(3)).bytes(detail).finish());
}
