import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { otlpProtocols } from "../../core/otlp/otlpProtocol.ts";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import type { EventFilter } from "../../listener/protocol/eventFilter.ts";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import type { ListenerAddresses } from "../../listener/protocol/totals.ts";
import { totalOf } from "../../listener/relay/signalCounts.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { OtlpSendError, type OtlpSender } from "../../listener/send/sender.ts";

import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { logsOf } from "../unit/listener/store/receivedEvents.ts";
import { bundles } from "./bundles.ts";
import { scratchFolder } from "./commandLine.ts";

const senders = 64;
const requestsOfSender = 20;
const recordsOfRequest = 10;

let workerFile = "";
beforeAll(async () => {
  workerFile = join(await bundles(), "listener-worker.js");
});

const callId = (sender: number, request: number, record: number) => `call_${sender}_${request}_${record}_`;

const requestOf = (sender: number, request: number) =>
  decodeRequest(
    "logs",
    logsOf(
      Array.from({ length: recordsOfRequest }, (_, record) => ({
        time: 1_795_434_906_983,
        attributes: {
          "event.name": "codex.tool_result",
          "conversation.id": `session ${sender}`,
          call_id: callId(sender, request, record),
        },
      })),
    ).bytes,
  );

/** Sends until it is acknowledged, as a sender that retries does. */
async function deliver(open: () => OtlpSender, sender: number, onAcknowledged: () => void): Promise<number> {
  let attempts = 0;
  let connection = open();
  for (let request = 0; request < requestsOfSender; ) {
    attempts++;
    try {
      await connection.send(requestOf(sender, request));
      onAcknowledged();
      request++;
    } catch (error) {
      if (!(error instanceof OtlpSendError)) throw error;
      connection.close();
      await sleep(50);
      connection = open();
    }
  }
  connection.close();
  return attempts;
}

/** A receiver over HTTP in a process of its own, that writes down the calls it was told of before it says so. */
class Backend {
  readonly #folder: string;
  readonly #log: string;
  #child: ChildProcess | undefined;
  port = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#log = join(folder, "calls.txt");
  }

  async start(): Promise<void> {
    const program = join(this.#folder, "backend.mjs");
    await writeFile(
      program,
      `import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
const [port, log] = process.argv.slice(2);
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const calls = Buffer.concat(chunks).toString("latin1").match(/call_\\d+_\\d+_\\d+_/g) ?? [];
  appendFileSync(log, calls.map((call) => call + "\\n").join(""));
  response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
});
server.listen(Number(port), "127.0.0.1", () => process.stdout.write(server.address().port + "\\n"));
`,
    );
    const child = spawn(process.execPath, [program, String(this.port), this.#log], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    this.#child = child;
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    this.port = Number(port.toString());
  }

  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  calls(): string[] {
    return existsSync(this.#log)
      ? readFileSync(this.#log, "utf8")
          .split("\n")
          .filter((call) => call !== "")
      : [];
  }
}

/** Everything goes to one destination, as it is. */
const forwardingTo = (port: number) => `version = 1
[destinations.siem]
receives = ["*"]
redact.default = "keep"
forward = { endpoint = "http://127.0.0.1:${port}", protocol = "http-protobuf" }
`;

interface Running {
  readonly folder: string;
  readonly policyText: string;
}

async function start(
  { folder, policyText }: Running,
  addresses?: ListenerAddresses,
): Promise<[ListenerWorkerHost, ListenerAddresses]> {
  const host = new ListenerWorkerHost(workerFile);
  onTestFinished(() => host.dispose());
  const port = (address: string | undefined) => Number(address?.split(":").at(-1) ?? 0);
  const options: ListenerOptions = {
    host: "127.0.0.1",
    grpcPort: port(addresses?.grpc),
    httpPort: port(addresses?.http),
    policyText,
    maximumEvents: 1_000_000,
    folder,
    forward: true,
    relayFolder: join(folder, "relay"),
  };
  return [host, await host.request("start", options)];
}

/** A search that is long goes on in portions. */
async function countMatches(host: ListenerWorkerHost, filter: EventFilter): Promise<number> {
  for (;;) {
    const { matches, complete } = await host.request("filterProgress", { filter });
    if (complete) return matches;
  }
}

const relayOf = async (host: ListenerWorkerHost): Promise<RelayStatus> => {
  const [status] = await host.request("relays", undefined);
  if (status === undefined) throw new Error("nothing is forwarded");
  return status;
};

function expectToAddUp({ items: { accepted, ...rest } }: RelayStatus): void {
  expect(Object.values(rest).reduce((sum, counts) => sum + totalOf(counts), 0)).toBe(totalOf(accepted));
}

test("64 senders lose nothing that was acknowledged when the worker and the backend are killed in the middle, and the counters add up", async () => {
  const scratch = await scratchFolder();
  const backend = new Backend(scratch);
  await backend.start();
  const running = { folder: join(scratch, "listener"), policyText: forwardingTo(backend.port) };
  const [first, addresses] = await start(running);
  let host = first;
  let acknowledged = 0;
  const all = senders * requestsOfSender;
  let restarted: Promise<void> | undefined;
  let backendRestarted: Promise<void> | undefined;
  const onAcknowledged = () => {
    acknowledged++;
    if (acknowledged === all / 4) backend.kill();
    if (acknowledged === (3 * all) / 4) backendRestarted = backend.start();
    if (acknowledged !== all / 2) return;
    first.dispose();
    restarted = sleep(200).then(async () => {
      [host] = await start(running, addresses);
    });
  };
  const attempts = await Promise.all(
    Array.from({ length: senders }, (_, sender) => {
      const protocol = otlpProtocols[sender % otlpProtocols.length] ?? "grpc";
      const url = new URL(`http://${protocol === "grpc" ? addresses.grpc : addresses.http}`);
      return deliver(() => openSender(url, protocol), sender, onAcknowledged);
    }),
  );
  await Promise.all([restarted, backendRestarted]);
  expectToAddUp(await relayOf(host));
  const attempted = attempts.reduce((sum, one) => sum + one, 0);
  expect(acknowledged).toBe(senders * requestsOfSender);
  expect(attempted).toBeGreaterThan(acknowledged);

  const totals = await host.request("totals", undefined);
  expect(totals).toMatchObject({ evicted: 0, findings: 0 });
  expect(totals.events).toBe(totals.requests * recordsOfRequest);
  expect(totals.requests).toBeGreaterThanOrEqual(acknowledged);
  expect(totals.requests).toBeLessThanOrEqual(attempted);

  let found = 0;
  for (let sender = 0; sender < senders; sender++) {
    const session = `session ${sender}`;
    const { rows } = await host.request("events", { session, turn: 0, offset: 0, limit: 10_000 });
    found += rows.length;
    expect(rows.length).toBeGreaterThanOrEqual(requestsOfSender * recordsOfRequest);
    for (let request = 0; request < requestsOfSender; request++)
      for (const record of [0, recordsOfRequest - 1]) {
        const attributes = [{ name: "call_id", equals: callId(sender, request, record) }];
        expect(await countMatches(host, { session, attributes }), callId(sender, request, record)).toBeGreaterThan(0);
      }
  }
  expect(found).toBe(totals.events);

  await expect.poll(async () => totalOf((await relayOf(host)).items.waiting)).toBe(0);
  const status = await relayOf(host);
  expectToAddUp(status);
  expect(status).toMatchObject({ refusals: [], losses: [], state: "idle" });
  // what the first worker left behind as well
  expect(totalOf(status.items.accepted)).toBeGreaterThanOrEqual((all / 2) * recordsOfRequest);
  // a request that was stored, cut off before its answer and sent again is stored twice, and forwarded once or twice
  const calls = new Set(backend.calls());
  expect(calls.size).toBe(all * recordsOfRequest);
  for (let sender = 0; sender < senders; sender++)
    for (let request = 0; request < requestsOfSender; request++)
      for (let record = 0; record < recordsOfRequest; record++)
        if (!calls.has(callId(sender, request, record))) expect.unreachable(callId(sender, request, record));
});
