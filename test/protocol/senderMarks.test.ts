import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import { OTLPLogExporter as GrpcLogExporter } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter as JsonLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from "@opentelemetry/sdk-logs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { SenderMark } from "../../listener/protocol/eventFilter.ts";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import { exportPaths } from "../../listener/receive/grpcReceiver.ts";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { bundles } from "./bundles.ts";
import { codexOtel, linesOf, scratchFolder, startTail } from "./commandLine.ts";
import { sendRaw } from "./rawHttp.ts";
import { capture, type RunningListener, startListener, wire } from "./runningListener.ts";

const token = "5b1c0e6f-made-up-token-of-this-test";
const header = "X-Codex-Otel-Sender";
/** Header fields of a request, the same name more than once among them. */
type Fields = readonly (readonly [name: string, value: string])[];

/** Sends what Codex sent, over gRPC, with these metadata. */
function sendGrpc(address: string, fields: Fields): Promise<void> {
  const client = new Client(address, credentials.createInsecure());
  onTestFinished(() => client.close());
  const metadata = new Metadata();
  for (const [name, value] of fields) metadata.add(name, value);
  const same = (message: Buffer) => message;
  const bytes = wire("shell-tools.logs.grpc-message.bin");
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(exportPaths.logs, same, same, bytes, metadata, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

/** Posts what Codex posted, with these headers, spelled like this. */
async function sendHttp(port: number, fields: Fields, type: "json" | "x-protobuf" = "json"): Promise<void> {
  const body = wire(type === "json" ? "shell-tools.logs.http.json" : "shell-tools.logs.http.pb");
  const answer = await sendRaw(
    port,
    [
      "POST /v1/logs HTTP/1.1",
      "host: 127.0.0.1",
      `content-type: application/${type}`,
      `content-length: ${body.length}`,
      ...fields.map(([name, value]) => `${name}: ${value}`),
    ],
    body,
  );
  expect(answer?.status).toBe(200);
}

/** The one mark that all events have; fails when they differ. */
function markOf({ events, refusals }: RunningListener): SenderMark | "none" {
  expect(refusals).toEqual([]);
  expect(events.length).toBeGreaterThan(20);
  const marks = [...new Set(events.map(({ sender }) => sender ?? "none"))];
  expect(marks).toHaveLength(1);
  return marks[0] as SenderMark | "none";
}

const cases: readonly (readonly [what: string, fields: Fields, mark: SenderMark])[] = [
  ["the header", [[header, token]], "verified"],
  ["the header in lower case", [[header.toLowerCase(), token]], "verified"],
  ["no header", [], "unverified"],
  ["another token", [[header, `${token.slice(0, -1)}x`]], "unverified"],
  ["the beginning of the token", [[header, token.slice(0, 8)]], "unverified"],
  ["the token in capitals", [[header, token.toUpperCase()]], "unverified"],
  ["an empty header", [[header, ""]], "unverified"],
  [
    "the header twice, both right",
    [
      [header, token],
      [header, token],
    ],
    "unverified",
  ],
  [
    "the header twice, one of them wrong",
    [
      [header, "guess"],
      [header, token],
    ],
    "unverified",
  ],
  ["the token in another header", [["authorization", token]], "unverified"],
];

describe("A listener that verifies senders", () => {
  test.each(cases)("over gRPC: %s", async (_, fields, mark) => {
    const running = await startListener(undefined, { senderToken: token });
    await sendGrpc(running.grpc, fields);
    expect(markOf(running)).toBe(mark);
  });

  test.each(cases)("over HTTP: %s", async (_, fields, mark) => {
    const running = await startListener(undefined, { senderToken: token });
    await sendHttp(running.httpPort, fields);
    await sendHttp(running.httpPort, fields, "x-protobuf");
    expect(markOf(running)).toBe(mark);
  });

  test.each([
    ["gRPC", ({ grpc }: RunningListener, headers: Record<string, string>) => grpcExporter(grpc, headers)],
    [
      "HTTP with protobuf",
      ({ http }: RunningListener, headers: Record<string, string>) =>
        new ProtobufLogExporter({ url: `http://${http}/v1/logs`, headers }),
    ],
    [
      "HTTP with JSON",
      ({ http }: RunningListener, headers: Record<string, string>) =>
        new JsonLogExporter({ url: `http://${http}/v1/logs`, headers }),
    ],
  ])("tells exporters of the OpenTelemetry SDK apart over %s", async (_, exporterFor) => {
    const running = await startListener(undefined, { senderToken: token });
    await emit(exporterFor(running, { [header]: token }));
    await emit(exporterFor(running, {}));
    expect(running.events.map(({ sender }) => sender)).toEqual(["verified", "unverified"]);
  });

  test("verifies nobody by an empty token", async () => {
    const running = await startListener(undefined, { senderToken: "" });
    await sendHttp(running.httpPort, [[header, ""]]);
    expect(markOf(running)).toBe("unverified");
  });

  test("leaves events of an imported capture without a mark", async () => {
    const { listener, events } = await startListener(undefined, { senderToken: token });
    const signal = new AbortController().signal;
    await listener.importFiles([capture("secrets.logs.otlp.jsonl")], { signal, onProgress: () => undefined });
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) expect(event).not.toHaveProperty("sender");
  });

  test("writes nothing of token or mark to a recording", async () => {
    const running = await startListener(undefined, { senderToken: token });
    const file = join(await scratchFolder(), "capture.otlp.jsonl");
    running.listener.startRecording(file);
    await sendHttp(running.httpPort, [[header, token]]);
    running.listener.stopRecording();
    const recorded = await readFile(file, "utf8");
    expect(recorded).toContain("codex.user_prompt");
    expect(recorded).not.toContain(token);
    expect(recorded).not.toContain("verified");
  });
});

test("A listener that does not verify senders marks nothing, whatever they bring", async () => {
  const running = await startListener();
  await sendHttp(running.httpPort, [[header, token]]);
  await sendGrpc(running.grpc, []);
  expect(markOf(running)).toBe("none");
});

describe("The owner of a worker", () => {
  let workerFile = "";
  beforeAll(async () => {
    workerFile = join(await bundles(), "listener-worker.js");
  });

  const anyPorts: ListenerOptions = {
    ...{ grpcPort: 0, httpPort: 0, host: "127.0.0.1" },
    ...{ policyText: undefined, maximumEvents: 1000 },
  };

  test("switches verification on and off while it listens, and finds what was not verified", async () => {
    const host = new ListenerWorkerHost(workerFile);
    onTestFinished(() => host.dispose());
    const { http } = await host.request("start", anyPorts);
    const port = Number(http.split(":")[1]);
    const send = () => sendHttp(port, []);
    await send();
    await host.request("setSenderToken", { token });
    await send();
    await sendHttp(port, [[header, token]]);
    await host.request("setSenderToken", { token: undefined });
    await send();
    const { events } = await host.request("totals", undefined);
    for (const [sender, share] of [
      ["verified", 1 / 4],
      ["unverified", 1 / 4],
    ] as const) {
      const filter = { sender };
      const found = await host.request("find", { filter, limit: 1000 });
      expect(found).toMatchObject({ matches: events * share, complete: true });
      expect(new Set(found.rows.map((row) => row.sender))).toEqual(new Set([sender]));
      const detail = await host.request("event", { id: found.rows[0]?.id ?? 0 });
      expect(detail?.sender).toBe(sender);
      expect(JSON.parse(await host.request("eventsJson", { id: detail?.id ?? 0 }))).toMatchObject({ sender });
      const sessions = await host.request("sessions", { filter });
      expect(sessions.reduce((sum, { matches = 0 }) => sum + matches, 0)).toBe(events * share);
      expect(sessions.reduce((sum, { unverified }) => sum + unverified, 0)).toBe(events / 4);
    }
  });

  test("starts it with another token, or none, and that one counts", async () => {
    const host = new ListenerWorkerHost(workerFile);
    onTestFinished(() => host.dispose());
    const marks: (SenderMark | undefined)[] = [];
    for (const senderToken of [token, "another token of this test", undefined]) {
      const { http } = await host.request("start", { ...anyPorts, ...(senderToken !== undefined && { senderToken }) });
      await sendHttp(Number(http.split(":")[1]), [[header, token]]);
      const { events } = await host.request("totals", undefined);
      marks.push((await host.request("event", { id: events }))?.sender);
      await host.request("stop", undefined);
    }
    expect(marks).toEqual(["verified", "unverified", undefined]);
  });
});

describe("tail --sender-token-env", () => {
  const option = ["--sender-token-env", "MY_SENDER"];
  const portOf = (address: string) => Number(address.split(":")[1]);

  test("says of each line whether its sender was verified, and never says the token", async () => {
    const tail = await startTail(["--format", "jsonl", ...option], { MY_SENDER: token });
    await sendHttp(portOf(tail.http), [[header, token]]);
    await sendGrpc(tail.grpc, []);
    const ended = await tail.stop();
    const senders = linesOf(ended).map((line) => (line as unknown as { sender?: string }).sender);
    expect(senders.slice(0, senders.length / 2)).toEqual(Array(senders.length / 2).fill("verified"));
    expect(senders.slice(senders.length / 2)).toEqual(Array(senders.length / 2).fill("unverified"));
    expect(ended.stdout + ended.stderr).not.toContain(token);
  });

  test("marks the lines for people in words", async () => {
    const tail = await startTail(option, { MY_SENDER: token });
    await sendHttp(portOf(tail.http), [[header, token]]);
    await sendHttp(portOf(tail.http), []);
    const lines = (await tail.stop()).stdout.split("\n").filter((line) => line.includes("codex.user_prompt"));
    expect(lines.map((line) => line.includes("[unverified sender]"))).toEqual([false, true]);
  });

  test.each([
    ["", "--sender-token-env names MY_SENDER, which has no value: set that environment variable."],
    ["short", "The value of MY_SENDER must be at least 16 visible ASCII characters without spaces."],
    ["two words are no token of a header", "The value of MY_SENDER must be at least 16 visible"],
  ])('refuses the value "%s" in one sentence that does not hold it', async (value, message) => {
    process.env.MY_SENDER = value;
    onTestFinished(() => {
      delete process.env.MY_SENDER;
    });
    const { exitCode, stderr } = await codexOtel("tail", "--grpc-port", "0", "--http-port", "0", ...option);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    if (value !== "") expect(stderr).not.toContain(value);
  });
});

function grpcExporter(grpc: string, headers: Readonly<Record<string, string>>): LogRecordExporter {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new GrpcLogExporter({ url: `http://${grpc}`, metadata });
}

async function emit(exporter: LogRecordExporter): Promise<void> {
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor(exporter)] });
  provider.getLogger("codex").emit({ attributes: { "event.name": "codex.user_prompt", "conversation.id": "s" } });
  await provider.shutdown();
}
