import { OTLPLogExporter as GrpcLogExporter } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter as JsonLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as GrpcTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as ProtobufTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { describe, expect, test, vi } from "vitest";
import { toPlainObject } from "../../core/otlp/anyValue.ts";
import { countItems } from "../../core/otlp/requests.ts";
import { type RunningListener, startListener } from "./runningListener.ts";

const resource = resourceFromAttributes({ "service.name": "codex_exec", "host.name": "laptop" });

/** Sends two events of a session with the OpenTelemetry SDK, and all the kinds of values it knows. */
async function emitLogs(exporter: LogRecordExporter): Promise<void> {
  const provider = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor(exporter)] });
  const logger = provider.getLogger("codex_otel.log_only");
  const common = { "conversation.id": "0199-session", "app.version": "0.169.0" };
  logger.emit({
    severityNumber: 9,
    severityText: "INFO",
    timestamp: [1_795_434_906, 983_645_261],
    attributes: { ...common, "event.name": "codex.user_prompt", prompt: "grüße ✓", prompt_length: "7" },
  });
  logger.emit({
    attributes: {
      ...common,
      "event.name": "codex.tool_result",
      success: true,
      tool_result_seq: 3,
      ratio: 0.5,
      list: ["a", "b"],
      nested: { deep: [1, 2] },
    },
  });
  await provider.shutdown();
}

describe.each(["none", "gzip"])("The OpenTelemetry SDK with compression %s", (compression) => {
  const compressed = () => vi.stubEnv("OTEL_EXPORTER_OTLP_COMPRESSION", compression);

  test.each([
    ["gRPC", ({ grpc }: RunningListener) => new GrpcLogExporter({ url: `http://${grpc}` })],
    ["HTTP with protobuf", ({ http }: RunningListener) => new ProtobufLogExporter({ url: `http://${http}/v1/logs` })],
    ["HTTP with JSON", ({ http }: RunningListener) => new JsonLogExporter({ url: `http://${http}/v1/logs` })],
  ])("brings its log records over %s as events with session, turn, time and every value", async (_, exporterFor) => {
    compressed();
    const running = await startListener();
    await emitLogs(exporterFor(running));
    expect(running.refusals).toEqual([]);
    expect(
      running.events.map(({ session, turn, event }) => ({ session, turn, name: event.name, source: event.timeSource })),
    ).toEqual([
      { session: "0199-session", turn: 1, name: "codex.user_prompt", source: "record" },
      { session: "0199-session", turn: 1, name: "codex.tool_result", source: "record" },
    ]);
    const [prompt, result] = running.events;
    expect(prompt?.event.timeUnixNano).toBe(1_795_434_906_983_645_261n);
    expect(prompt?.event.attributes.get("prompt")).toEqual({ kind: "string", value: "grüße ✓" });
    expect(toPlainObject(result?.event.attributes ?? new Map())).toMatchObject({
      success: true,
      tool_result_seq: 3,
      ratio: 0.5,
      list: ["a", "b"],
      nested: { deep: [1, 2] },
    });
    expect(toPlainObject(result?.event.resource ?? new Map())).toMatchObject({
      "service.name": "codex_exec",
      "host.name": "laptop",
    });
    expect(running.listener.totals()).toMatchObject({ events: 2, requests: 1, refused: 0 });
  });

  test.each([
    ["gRPC", ({ grpc }: RunningListener): SpanExporter => new GrpcTraceExporter({ url: `http://${grpc}` })],
    [
      "HTTP with protobuf",
      ({ http }: RunningListener): SpanExporter => new ProtobufTraceExporter({ url: `http://${http}/v1/traces` }),
    ],
    [
      "HTTP with protobuf, to an endpoint without a path",
      ({ http }: RunningListener): SpanExporter => new ProtobufTraceExporter({ url: `http://${http}/` }),
    ],
  ])("has its spans counted over %s", async (_, exporterFor) => {
    compressed();
    const running = await startListener();
    const provider = new BasicTracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor(exporterFor(running))],
    });
    const tracer = provider.getTracer("codex");
    for (const name of ["one", "two", "three"]) tracer.startSpan(name, { attributes: { cwd: "/home" } }).end();
    await provider.shutdown();
    expect(running.requests.map(({ signal }) => signal)).toEqual(["traces"]);
    expect(running.listener.totals()).toMatchObject({ events: 0, spans: 3, metricPoints: 0, refused: 0 });
  });

  test.each(["/v1/metrics", "/"])("has its metrics counted at %s", async (path) => {
    compressed();
    const running = await startListener();
    const exporter = new OTLPMetricExporter({ url: `http://${running.http}${path}` });
    const provider = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter })] });
    const meter = provider.getMeter("codex");
    meter.createCounter("codex.turns").add(2, { model: "gpt" });
    meter.createHistogram("codex.duration", { unit: "ms" }).record(12.5);
    await provider.shutdown();
    expect(new Set(running.requests.map(({ signal }) => signal))).toEqual(new Set(["metrics"]));
    const points = running.requests.reduce((sum, request) => sum + countItems(request), 0);
    expect(points).toBeGreaterThanOrEqual(2);
    expect(running.listener.totals()).toMatchObject({ events: 0, spans: 0, metricPoints: points, refused: 0 });
  });
});

test("Many exporters at once lose nothing", async () => {
  const running = await startListener();
  const exporters = [...Array(12).keys()].map((index) =>
    [
      () => new GrpcLogExporter({ url: `http://${running.grpc}` }),
      () => new ProtobufLogExporter({ url: `http://${running.http}/v1/logs` }),
      () => new JsonLogExporter({ url: `http://${running.http}/v1/logs` }),
    ][index % 3]?.(),
  );
  await Promise.all(exporters.map((exporter) => exporter && emitLogs(exporter)));
  expect(running.listener.totals()).toMatchObject({ events: 24, requests: 12, refused: 0 });
});
