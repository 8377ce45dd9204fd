import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { countItems, type OtlpRequest } from "../../core/otlp/requests.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { Listener } from "../../listener/worker/listener.ts";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { comparable } from "../oracle/collectorRun.ts";
import { collectorProgram, startCollector } from "../programs/collector.ts";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { everyField } from "../unit/otlp/everyField.ts";
import { type RunningListener, startListener } from "./runningListener.ts";

const program = await collectorProgram();

/** Passes on what it gets, compressed with gzip, as it does unless it is told otherwise. */
const configuration = (exporter: string) =>
  `
receivers:
  otlp:
    protocols:
      grpc: { endpoint: "\${env:CODEX_OTEL_GRPC_ENDPOINT}" }
      http: { endpoint: "\${env:CODEX_OTEL_HTTP_ENDPOINT}" }
exporters:
  ${exporter}
service:
  pipelines:
    logs: { receivers: [otlp], exporters: [listener] }
    traces: { receivers: [otlp], exporters: [listener] }
    metrics: { receivers: [otlp], exporters: [listener] }
`.replaceAll("[listener]", `[${exporter.slice(0, exporter.indexOf(":"))}]`);

const quick = "retry_on_failure: { initial_interval: 100ms, max_interval: 200ms }";

const exporters: readonly (readonly [string, (to: Pick<RunningListener, "grpc" | "http">) => string])[] = [
  ["gRPC", ({ grpc }) => `otlp: { endpoint: "${grpc}", tls: { insecure: true }, ${quick} }`],
  ["HTTP with protobuf", ({ http }) => `otlphttp: { endpoint: "http://${http}", ${quick} }`],
  ["HTTP with JSON", ({ http }) => `otlphttp: { endpoint: "http://${http}", encoding: json, ${quick} }`],
];

async function runCollector(exporter: string): Promise<{ send(requests: readonly OtlpRequest[]): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "codex-otel-client-"));
  const file = join(folder, "config.yaml");
  await writeFile(file, configuration(exporter));
  const collector = await startCollector(program ?? "", file, folder);
  onTestFinished(async () => {
    await collector.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    send: async (requests) => {
      const sender = openSender(collector.grpc, "grpc");
      for (const request of requests) await sender.send(request);
      sender.close();
    },
  };
}

const sent = captureNames.flatMap((name) => captureRequests(name));
const items = (requests: readonly OtlpRequest[]) => requests.reduce((sum, request) => sum + countItems(request), 0);
const texts = (requests: readonly OtlpRequest[]) =>
  requests.map((request) => JSON.stringify(comparable(request))).sort();

describe.skipIf(program === undefined)("The real Collector as a client", () => {
  test.each(exporters)("brings every record, span and point of the real Codex over %s", async (_, exporter) => {
    const running = await startListener();
    const collector = await runCollector(exporter(running));
    await collector.send(sent);
    await expect.poll(() => items(running.requests)).toBe(items(sent));
    expect(texts(running.requests)).toEqual(texts(sent));
    expect(running.refusals).toEqual([]);
  });

  test.each(exporters)("brings every field of the OTLP messages as it understood them over %s", async (_, exporter) => {
    const running = await startListener();
    const collector = await runCollector(exporter(running));
    await collector.send(everyField);
    await expect.poll(() => items(running.requests)).toBe(items(everyField));
    expect(texts(running.requests)).toEqual(texts(everyField));
    expect(running.refusals).toEqual([]);
  });

  test("brings what it got while the listener was away, each record once", async () => {
    const grpcPort = await freePort();
    const first = await startListener(undefined, { grpcPort });
    const collector = await runCollector(`otlp: { endpoint: "${first.grpc}", tls: { insecure: true }, ${quick} }`);
    await collector.send(sent.slice(0, 5));
    await expect.poll(() => first.requests.length).toBe(5);
    await first.listener.stop();
    await collector.send(sent.slice(5, 10));
    const later: OtlpRequest[] = [];
    const observer = { request: (request: OtlpRequest) => void later.push(request) };
    const second = new Listener({ policyText: undefined, maximumEvents: 1000 }, () => undefined, observer);
    await second.start({ host: "127.0.0.1", grpcPort, httpPort: 0 });
    onTestFinished(() => second.stop());
    await expect.poll(() => later.length).toBe(5);
    expect(texts([...first.requests, ...later])).toEqual(texts(sent.slice(0, 10)));
  });
});
