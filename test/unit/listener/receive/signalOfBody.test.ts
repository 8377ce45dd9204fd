import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeRequest } from "../../../../core/otlp/protobuf.ts";
import { signalOfProtobuf } from "../../../../listener/receive/signalOfBody.ts";
import { readCapture } from "../../../../listener/record/captureFile.ts";
import fc from "../../seededCheck.ts";

const capture = (name: string) => join(import.meta.dirname, "../../../fixtures/captures", name);

test.each(["shell-tools.all.otlp.jsonl.gz", "secrets.all.otlp.jsonl.gz"])(
  "Every request of the real Codex in %s is known by its content",
  async (name) => {
    const seen = new Set<string>();
    for await (const request of readCapture(capture(name))) {
      expect(signalOfProtobuf(encodeRequest(request))).toBe(request.signal);
      seen.add(request.signal);
    }
    expect(seen).toEqual(new Set(["logs", "traces", "metrics"]));
  },
);

/** A field of the wire format: its tag and content, lengths below 128 only. */
const message = (field: number, content: readonly number[]) => [(field << 3) | 2, content.length, ...content];
const request = (record: readonly number[]) => Uint8Array.from(message(1, message(2, message(2, record))));

test.each([
  ["a log record with nothing but a body", message(5, message(1, [65])), "logs"],
  ["a log record with a severity only", [(2 << 3) | 0, 9], "logs"],
  ["a metric with nothing but its name", message(1, [65]), "metrics"],
  ["a span with only its kind", [(6 << 3) | 0, 1], "traces"],
  ["an empty record", [], "logs"],
])("%s", (_, record, signal) => {
  expect(signalOfProtobuf(request(record))).toBe(signal);
});

test("The first record decides, also when resources without records come before", () => {
  const bytes = [...message(1, []), ...message(1, message(2, [])), ...request(message(1, [65]))];
  expect(signalOfProtobuf(Uint8Array.from(bytes))).toBe("metrics");
});

test("Whatever the bytes, there is an answer", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(["logs", "traces", "metrics"]).toContain(signalOfProtobuf(bytes));
    }),
  );
});
