// A process of its own that sends requests as fast as they are answered, and tells how long it took.
import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { type ClientHttp2Session, connect, constants } from "node:http2";
import { requestsOf } from "./requests.ts";

/** What the generator is told, as JSON in its only argument. */
export interface Load {
  readonly root: string;
  readonly protocol: "grpc" | "http";
  /** `127.0.0.1:4317` */
  readonly address: string;
  readonly batch: number;
  readonly clients: number;
  readonly milliseconds: number;
}

/** What it prints as JSON. */
export interface LoadResult {
  readonly records: number;
  readonly requests: number;
  readonly failed: number;
  readonly milliseconds: number;
}

const grpcPath = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
const differentRequests = 64;

const load = JSON.parse(process.argv[2] ?? "{}") as Load;
const bodies = requestsOf(load.root, load.batch, Math.max(2, Math.min(differentRequests, 8192 / load.batch)));
const frames = load.protocol === "grpc" ? bodies.map(framed) : bodies;

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

type Send = (body: Buffer) => Promise<boolean>;

async function grpcClient(): Promise<{ send: Send; close: () => void }> {
  const session: ClientHttp2Session = connect(`http://${load.address}`, { settings: { initialWindowSize: 1 << 20 } });
  await once(session, "connect");
  session.setLocalWindowSize(1 << 20);
  const send: Send = (body) =>
    new Promise((resolve) => {
      const stream = session.request({
        [constants.HTTP2_HEADER_METHOD]: "POST",
        [constants.HTTP2_HEADER_PATH]: grpcPath,
        "content-type": "application/grpc",
        te: "trailers",
      });
      let status = "";
      stream.on("trailers", (trailers) => {
        status = String(trailers["grpc-status"]);
      });
      stream.on("response", (headers) => {
        status ||= String(headers["grpc-status"] ?? "");
      });
      stream.once("error", () => resolve(false));
      stream.once("close", () => resolve(status === "0"));
      stream.resume();
      stream.end(body);
    });
  return { send, close: () => session.destroy() };
}

async function httpClient(): Promise<{ send: Send; close: () => void }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const [host, port] = load.address.split(":");
  const send: Send = (body) =>
    new Promise((resolve) => {
      const headers = { "content-type": "application/x-protobuf", "content-length": body.length };
      const sending = httpRequest({ host, port, path: "/v1/logs", method: "POST", headers, agent }, (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode === 200));
      });
      sending.once("error", () => resolve(false));
      sending.end(body);
    });
  return { send, close: () => agent.destroy() };
}

let requests = 0;
let failed = 0;

async function run(client: { send: Send; close: () => void }, first: number, until: number): Promise<void> {
  for (let next = first; performance.now() < until; next++) {
    if (await client.send(frames[next % frames.length] as Buffer)) requests++;
    else failed++;
  }
  client.close();
}

const clients = await Promise.all(
  Array.from({ length: load.clients }, () => (load.protocol === "grpc" ? grpcClient() : httpClient())),
);
const start = performance.now();
await Promise.all(clients.map((client, i) => run(client, i * 7, start + load.milliseconds)));
const milliseconds = performance.now() - start;
const result: LoadResult = { records: requests * load.batch, requests, failed, milliseconds };
process.stdout.write(`${JSON.stringify(result)}\n`);
