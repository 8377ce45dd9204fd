import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { connect, constants } from "node:http2";
import type { LoadProtocol } from "./generator.ts";

/** A connection of its own to a receiver, over which logs requests are sent one after the other. */
export interface Client {
  /** Sends the protobuf bytes of a logs request; tells whether it was accepted, when its answer is there. */
  send(body: Buffer): Promise<boolean>;
  close(): void;
}

const grpcPath = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

/** Connects to `HOST:PORT`. Over `json`, what is sent is JSON already. */
export const openClient = (protocol: LoadProtocol, address: string): Promise<Client> =>
  protocol === "grpc"
    ? grpcClient(address)
    : httpClient(address, protocol === "json" ? "application/json" : "application/x-protobuf");

async function grpcClient(address: string): Promise<Client> {
  const session = connect(`http://${address}`, { settings: { initialWindowSize: 1 << 20 } });
  await once(session, "connect");
  session.setLocalWindowSize(1 << 20);
  const send = (body: Buffer) =>
    new Promise<boolean>((resolve) => {
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
      stream.end(framed(body));
    });
  return { send, close: () => session.destroy() };
}

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

async function httpClient(address: string, contentType: string): Promise<Client> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const [host, port] = address.split(":");
  const send = (body: Buffer) =>
    new Promise<boolean>((resolve) => {
      const headers = { "content-type": contentType, "content-length": body.length };
      const sending = httpRequest({ host, port, path: "/v1/logs", method: "POST", headers, agent }, (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode === 200));
      });
      sending.once("error", () => resolve(false));
      sending.end(body);
    });
  return { send, close: () => agent.destroy() };
}
