import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { decodeRequest, encodeRequest } from "../../../../core/otlp/protobuf.ts";
import { stampBytesOf, stamped, stampOf } from "../../../../listener/relay/queueStamp.ts";
import { captureRequests } from "../../otlp/captures.ts";
import fc from "../../seededCheck.ts";
import { rangesOf } from "./keptIds.ts";

const store = "00000000000000a1";

test("A stamp is read from the end of a request as it was written, and the request is the same with it", () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: 400 });
  const requests = captureRequests("shell-tools.logs.otlp.jsonl").slice(0, 3);
  fc.assert(
    fc.property(ids, fc.nat(1e13), fc.option(fc.constant(store), { nil: undefined }), (all, acceptedAt, of) => {
      const ranges = rangesOf(all);
      for (const request of requests) {
        const content = encodeRequest(request);
        const bytes = stamped(content, acceptedAt, { ranges, store: of });
        const stamp = stampOf(bytes);
        expect([stamp?.acceptedAt, stamp?.events.store, stampBytesOf(bytes)]).toEqual([
          acceptedAt,
          of,
          bytes.length - content.length,
        ]);
        expect(stamp?.events.ranges).toEqual(ranges);
        expect(decodeRequest(request.signal, bytes)).toEqual(request);
      }
    }),
    { numRuns: 30 },
  );
});

test("Of a stamp that does not say which events it is of, they are those of no store: none of them is known to be meant", () => {
  const content = Buffer.alloc(32);
  for (const [i, number] of [1_790_000_000_000, 9, 12].entries()) content.writeDoubleLE(number, 8 * i);
  content.write(store, 24, "hex");
  const bytes = new BinaryWriter().tag(20_000, WireType.LengthDelimited).bytes(content).finish();
  const all = Buffer.concat([Buffer.from("anything"), bytes]);
  const stamp = stampOf(all);
  expect([stamp?.acceptedAt, stampBytesOf(all), stamp?.events.store]).toEqual([1_790_000_000_000, 36, undefined]);
  expect(stamp?.events.ranges).toEqual([[9, 12]]);
});

test("Whatever stands at the end of a request, it is a stamp or none", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, isStamped) => {
      const all = isStamped ? stamped(bytes, 1, { ranges: [[3, 4]], store }) : bytes;
      const cut = all.subarray(0, all.length - (bytes[0] ?? 0));
      expect(() => stampOf(cut)).not.toThrow();
    }),
  );
});
