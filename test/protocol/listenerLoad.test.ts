import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import type { ListenerAddresses, ListenerOptions } from "../../listener/protocol.ts";
import { OtlpSendError, type OtlpSender, openSender, otlpProtocols } from "../../listener/send/otlpSender.ts";
import { ListenerWorkerHost } from "../../listener/workerHost.ts";
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

async function start(folder: string, addresses?: ListenerAddresses): Promise<[ListenerWorkerHost, ListenerAddresses]> {
  const host = new ListenerWorkerHost(workerFile);
  onTestFinished(() => host.dispose());
  const port = (address: string | undefined) => Number(address?.split(":").at(-1) ?? 0);
  const options: ListenerOptions = {
    host: "127.0.0.1",
    grpcPort: port(addresses?.grpc),
    httpPort: port(addresses?.http),
    policyText: undefined,
    maximumEvents: 1_000_000,
    folder,
  };
  return [host, await host.request("start", options)];
}

test("64 senders lose nothing that was acknowledged when the worker is killed in the middle, and the counters add up", async () => {
  const folder = join(await scratchFolder(), "listener");
  const [first, addresses] = await start(folder);
  let host = first;
  let acknowledged = 0;
  const half = (senders * requestsOfSender) / 2;
  let restarted: Promise<void> | undefined;
  const onAcknowledged = () => {
    acknowledged++;
    if (acknowledged !== half) return;
    first.dispose();
    restarted = sleep(200).then(async () => {
      [host] = await start(folder, addresses);
    });
  };
  const attempts = await Promise.all(
    Array.from({ length: senders }, (_, sender) => {
      const protocol = otlpProtocols[sender % otlpProtocols.length] ?? "grpc";
      const url = new URL(`http://${protocol === "grpc" ? addresses.grpc : addresses.http}`);
      return deliver(() => openSender(url, protocol), sender, onAcknowledged);
    }),
  );
  await restarted;
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
        const { matches } = await host.request("filterProgress", { filter: { session, attributes } });
        expect(matches, callId(sender, request, record)).toBeGreaterThanOrEqual(1);
      }
  }
  expect(found).toBe(totals.events);
}, 120_000);
