import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { retryDelay } from "../../../../listener/send/retryInfo.ts";

const message = (write: (writer: BinaryWriter) => BinaryWriter) => write(new BinaryWriter()).finish();

function details(seconds: number, nanoseconds: number, type = "type.googleapis.com/google.rpc.RetryInfo"): Uint8Array {
  const duration = message((writer) => writer.uint32(8).int64(seconds).uint32(16).int32(nanoseconds));
  const info = message((writer) => writer.uint32(10).bytes(duration));
  const any = message((writer) => writer.uint32(10).string(type).uint32(18).bytes(info));
  return message((writer) => writer.uint32(8).int32(14).uint32(18).string("busy").uint32(26).bytes(any));
}

test("A receiver's wish is read in milliseconds, parts of one count as one", () => {
  expect(retryDelay(details(2, 500_000_000))).toBe(2500);
  expect(retryDelay(details(0, 1))).toBe(1);
  expect(retryDelay(details(-5, 0))).toBe(0);
});

test("What is no wish is none", () => {
  expect(retryDelay(details(2, 0, "type.googleapis.com/google.rpc.ErrorInfo"))).toBeUndefined();
  expect(retryDelay(new Uint8Array())).toBeUndefined();
  expect(retryDelay(Uint8Array.of(255, 255, 1))).toBeUndefined();
});
