import { readFileSync } from "node:fs";
import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { exportPaths } from "../../listener/receive/grpcReceiver.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { retryDelay } from "../../listener/send/retryInfo.ts";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { captureRequests } from "../unit/otlp/captures.ts";
import { bundles } from "./bundles.ts";

const mebibyte = 1024 * 1024;
const unfinished = 15 * mebibyte;
/** The shared budget of 256 MiB, what the process itself takes, what waits in sockets, and what is not collected yet. */
const mostMemory = 640 * mebibyte;

let workerFile = "";
beforeAll(async () => {
  workerFile = join(await bundles(), "listener-worker.js");
});

async function startWorker() {
  const host = new ListenerWorkerHost(workerFile);
  onTestFinished(() => host.dispose());
  const options = { grpcPort: 0, httpPort: 0, host: "127.0.0.1", policyText: undefined, maximumEvents: 1000 };
  const addresses = await host.request("start", options);
  let most = 0;
  const look = setInterval(() => {
    const status = readFileSync(`/proc/${host.processId}/status`, "utf8");
    most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024);
  }, 20);
  onTestFinished(() => clearInterval(look));
  return { host, ...addresses, most: () => most };
}

/** Another sender, who does nothing wrong. */
async function sendsAll(grpc: string): Promise<void> {
  const sender = openSender(new URL(`http://${grpc}`), "grpc");
  onTestFinished(() => sender.close());
  for (const request of captureRequests("many-turns.logs.otlp.jsonl")) await sender.send(request);
}

const chunk = Buffer.alloc(64 * 1024, 0x61);

/** Sends all but the end of a message of 16 MiB, until it is refused. Resolves with the status, or undefined. */
function leaveUnfinished(session: ClientHttp2Session): Promise<string | undefined> {
  const stream = session.request({ ":method": "POST", ":path": exportPaths.logs, "content-type": "application/grpc" });
  return new Promise((resolve) => {
    stream.on("error", () => resolve(undefined));
    stream.on("response", (headers) => {
      const details = Buffer.from(String(headers["grpc-status-details-bin"] ?? ""), "base64");
      resolve(`${headers["grpc-status"]}, again after ${retryDelay(details)} ms`);
    });
    stream.on("close", () => resolve(undefined));
    stream.resume();
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(16 * mebibyte, 1);
    stream.write(prefix);
    let written = 0;
    const more = () => {
      if (stream.destroyed || stream.closed || written >= unfinished) return;
      written += chunk.length;
      stream.write(chunk, more);
    };
    more();
  });
}

describe.skipIf(process.platform !== "linux")("Memory stays bounded, and others are served,", () => {
  test("while hundreds of calls on many connections each leave 15 MiB unfinished", async () => {
    const { host, grpc, most } = await startWorker();
    const sessions = Array.from({ length: 12 }, () => connect(`http://${grpc}`).on("error", () => undefined));
    onTestFinished(() => {
      for (const session of sessions) session.destroy();
    });
    const refusals: (string | undefined)[] = [];
    for (const session of sessions)
      for (let call = 0; call < 8; call++) void leaveUnfinished(session).then((status) => refusals.push(status));
    // 96 calls of 15 MiB each
    await expect.poll(() => refusals.length).toBeGreaterThan(40);
    await sendsAll(grpc);
    // who does not end a refused call is hung up on, and its other calls end without a status
    const statuses = refusals.filter((status) => status !== undefined);
    expect(statuses.length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set(["8, again after 1000 ms"]));
    expect(most()).toBeLessThan(mostMemory);
    expect((await host.request("totals", undefined)).events).toBeGreaterThan(50);
  });

  test("while many requests over HTTP each leave 15 MiB unfinished", async () => {
    const { host, grpc, http, most } = await startWorker();
    const [name = "", port] = http.split(":");
    const answers: string[] = [];
    for (let i = 0; i < 100; i++) {
      const socket = connectSocket(Number(port), name).on("error", () => undefined);
      onTestFinished(() => void socket.destroy());
      socket.once("data", (data) => answers.push(data.toString("latin1").slice(0, 12)));
      socket.write(
        `POST /v1/logs HTTP/1.1\r\nhost: ${http}\r\ncontent-type: application/json\r\ncontent-length: ${16 * mebibyte}\r\n\r\n`,
      );
      let written = 0;
      const more = () => {
        if (socket.destroyed || written >= unfinished) return;
        written += chunk.length;
        socket.write(chunk, more);
      };
      more();
    }
    await expect.poll(() => answers.length).toBeGreaterThan(40);
    await sendsAll(grpc);
    expect(answers.filter((line) => line === "HTTP/1.1 429").length).toBeGreaterThan(40);
    expect(most()).toBeLessThan(mostMemory);
    expect((await host.request("totals", undefined)).events).toBeGreaterThan(50);
  });
});
