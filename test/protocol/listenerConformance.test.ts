import { gzipSync } from "node:zlib";
import { Client, compressionAlgorithms, credentials } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import { decodeRequest, encodeRequest } from "../../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest } from "../../core/otlp/requests.ts";
import { exportPaths } from "../../listener/receive/grpcReceiver.ts";
import { everyField } from "../unit/otlp/everyField.ts";
import { type RunningListener, startListener } from "./runningListener.ts";

type Send = (running: RunningListener, request: OtlpRequest, gzip: boolean) => Promise<void>;

const overGrpc: Send = async ({ grpc }, request, gzip) => {
  const options = gzip ? { "grpc.default_compression_algorithm": compressionAlgorithms.gzip } : {};
  const client = new Client(grpc, credentials.createInsecure(), options);
  const same = (bytes: Buffer) => bytes;
  const bytes = Buffer.from(encodeRequest(request));
  await new Promise<void>((resolve, reject) =>
    client.makeUnaryRequest(exportPaths[request.signal], same, same, bytes, (error) =>
      error ? reject(error) : resolve(),
    ),
  );
  client.close();
};

const overHttp =
  (contentType: string, encode: (request: OtlpRequest) => string | Uint8Array): Send =>
  async ({ http }, request, gzip) => {
    const body = encode(request);
    const response = await fetch(`http://${http}/v1/${request.signal}`, {
      method: "POST",
      headers: { "content-type": contentType, ...(gzip && { "content-encoding": "gzip" }) },
      body: gzip ? gzipSync(body) : Buffer.from(body),
    });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, contentType]);
  };

/** What JSON leaves to the sender: 64-bit integers as numbers, ids in capitals, nulls and fields nobody knows. */
function writtenOtherwise(request: OtlpRequest): string {
  const other = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(other);
    if (typeof value !== "object" || value === null) return value;
    const fields = Object.entries(value).map(([name, inner]): [string, unknown] => {
      if (/^(?:trace|span|parentSpan)Id$/.test(name)) return [name, String(inner).toUpperCase()];
      const isInteger = typeof inner === "string" && /^-?\d{1,15}$/.test(inner) && name !== "stringValue";
      return [name, isInteger ? Number(inner) : other(inner)];
    });
    return { ...Object.fromEntries(fields), unknownField: { nested: [1, null] }, droppedNothing: null };
  };
  return JSON.stringify(other(JSON.parse(writeOtlpJson(request))));
}

/** The wire forms of the OTLP specification, each as senders use it. */
const wireForms: readonly (readonly [string, Send])[] = [
  ["gRPC", overGrpc],
  ["HTTP with protobuf", overHttp("application/x-protobuf", encodeRequest)],
  ["HTTP with JSON", overHttp("application/json", writeOtlpJson)],
  ["HTTP with JSON as other senders write it", overHttp("application/json", writtenOtherwise)],
];

describe.each(wireForms)("OTLP over %s", (_, send) => {
  test.each([
    ["plain", false],
    ["gzipped", true],
  ])("%s: every field of the logs, traces and metrics messages is received", async (_, gzip) => {
    const running = await startListener();
    for (const request of everyField) await send(running, request, gzip);
    // as the generated messages have it, whatever form it came in
    const sent = everyField.map((request) => decodeRequest(request.signal, encodeRequest(request)));
    expect(running.requests).toEqual(sent);
    expect(running.refusals).toEqual([]);
    const count = (signal: string) =>
      sent.filter((request) => request.signal === signal).reduce((sum, request) => sum + countItems(request), 0);
    expect(running.listener.totals()).toMatchObject({
      requests: everyField.length,
      events: count("logs"),
      spans: count("traces"),
      metricPoints: count("metrics"),
    });
  });

  test("an empty request is accepted and counts nothing", async () => {
    const running = await startListener();
    for (const signal of ["logs", "traces", "metrics"] as const)
      await send(running, decodeRequest(signal, new Uint8Array()), false);
    expect(running.listener.totals()).toMatchObject({ requests: 3, events: 0, spans: 0, metricPoints: 0 });
  });
});

test("a null in the place of any value of JSON is as if it were absent", async () => {
  const running = await startListener();
  const body = JSON.stringify({
    resourceLogs: [{ resource: null, scopeLogs: [{ scope: null, logRecords: [{ body: null, attributes: null }] }] }],
  });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`http://${running.http}/v1/logs`, { method: "POST", headers, body });
  expect([response.status, await response.json()]).toEqual([200, {}]);
  expect(running.listener.totals()).toMatchObject({ events: 1 });
});
