import { once } from "node:events";
import { constants, createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { onTestFinished } from "vitest";
import { encodeResponse } from "../../core/otlp/protobuf.ts";
import type { SeededRandom } from "../unit/model/seededRandom.ts";
import { bodyOf, hugeBytes, MisbehavingReceiver, recordsIn } from "./misbehavingReceiver.ts";

interface Call {
  readonly stream: ServerHttp2Stream;
  /** What the stream is on: Node's own cannot be written to. */
  readonly socket: Socket | undefined;
  readonly take: () => number;
}

type Behavior = (call: Call) => void;

const headers = { ":status": 200, "content-type": "application/grpc" };
/** Compressed or not, and the length. */
const frameHeadBytes = 5;

function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(frameHeadBytes + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, frameHeadBytes);
  return frame;
}

function answer(stream: ServerHttp2Stream, message: Uint8Array, isComplete = true): void {
  stream.respond(headers, { waitForTrailers: isComplete });
  if (isComplete) stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(framed(message));
}

const status =
  (code: number, more: object = {}): Behavior =>
  ({ stream }) =>
    stream.respond({ ...headers, "grpc-status": String(code), "grpc-message": "no", ...more }, { endStream: true });

/** What something in between says that speaks HTTP only. */
const httpStatus =
  (code: number): Behavior =>
  ({ stream }) =>
    stream.respond({ ":status": code, "content-type": "text/plain" }, { endStream: true });

/** `google.rpc.Status` with a `RetryInfo` that asks for no time at all. */
function retryInfo(): string {
  const delay = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(new Uint8Array()).finish();
  const detail = new BinaryWriter();
  detail.tag(1, WireType.LengthDelimited).string("type.googleapis.com/google.rpc.RetryInfo");
  detail.tag(2, WireType.LengthDelimited).bytes(delay);
  const all = new BinaryWriter().tag(3, WireType.LengthDelimited).bytes(detail.finish()).finish();
  return Buffer.from(all).toString("base64");
}

/** Everything that a receiver can do wrong over gRPC, by name. */
const misbehaviors: Readonly<Record<string, Behavior>> = {
  "2 unknown": status(2),
  "3 invalid argument": status(3),
  "4 deadline exceeded": status(4),
  "7 permission denied": status(7),
  "8 resource exhausted": status(8),
  "8 resource exhausted, with a time": status(8, { "grpc-status-details-bin": retryInfo() }),
  "12 unimplemented": status(12),
  "13 internal": status(13),
  "14 unavailable": status(14),
  "16 unauthenticated": status(16),
  "HTTP 401": httpStatus(401),
  "HTTP 503": httpStatus(503),
  slow: ({ stream, take }) =>
    void setTimeout(() => {
      take();
      if (!stream.destroyed) answer(stream, encodeResponse("logs"));
    }, 300),
  half: ({ stream, take }) => {
    take();
    stream.respond(headers);
    stream.write(framed(Buffer.alloc(1000)).subarray(0, 100), () => stream.close(constants.NGHTTP2_CANCEL));
  },
  "no status": ({ stream, take }) => {
    take();
    answer(stream, encodeResponse("logs"), false);
  },
  garbage: ({ stream, take }) => {
    take();
    answer(stream, Buffer.from("ffffffffffff", "hex"));
  },
  huge: ({ stream, take }) => {
    take();
    answer(stream, Buffer.alloc(hugeBytes, 0x20));
  },
  "no HTTP/2": ({ socket }) => void socket?.end("what is this?\r\n\r\n"),
  reset: ({ socket }) => void socket?.resetAndDestroy(),
  "refused stream": ({ stream }) => stream.close(constants.NGHTTP2_REFUSED_STREAM),
  goaway: ({ stream }) => {
    stream.session?.goaway();
    stream.close(constants.NGHTTP2_CANCEL);
  },
  partial: ({ stream, take }) => {
    const rejected = Math.min(1, take());
    answer(stream, encodeResponse("logs", { rejected, message: "one of them" }));
  },
};

/** Over gRPC, on Node's HTTP/2: a server of grpc-js does nothing wrong. */
export class MisbehavingGrpc extends MisbehavingReceiver {
  protected readonly prefix = "gRPC: ";

  static async start(random: SeededRandom): Promise<MisbehavingReceiver> {
    const receiver = new MisbehavingGrpc(random);
    const sockets = new Map<number | undefined, Socket>();
    const server = createServer();
    server.on("connection", (socket: Socket) => {
      const { remotePort } = socket;
      sockets.set(remotePort, socket);
      socket.once("close", () => sockets.delete(remotePort));
    });
    server.on("stream", (stream, received) => {
      stream.on("error", () => undefined);
      void receiver.#answer(stream, received, sockets.get(stream.session?.socket.remotePort));
    });
    server.on("sessionError", () => undefined);
    await once(server.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => {
      for (const socket of sockets.values()) socket.destroy();
      server.close();
    });
    receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return receiver;
  }

  async #answer(stream: ServerHttp2Stream, received: IncomingHttpHeaders, socket: Socket | undefined): Promise<void> {
    const body = await bodyOf(stream).catch(() => undefined);
    // a sender that was killed has sent a part of it
    if (body === undefined || stream.destroyed || body.length < frameHeadBytes) return;
    if (body.length < frameHeadBytes + body.readUInt32BE(1)) return;
    this.keys.add(received.authorization);
    const take = (): number => {
      const records = recordsIn(body.subarray(frameHeadBytes), false);
      this.taken.push(...records);
      return records.length;
    };
    const misbehave = misbehaviors[this.next(misbehaviors) ?? ""];
    if (misbehave !== undefined) misbehave({ stream, socket, take });
    else {
      take();
      answer(stream, encodeResponse("logs"));
    }
  }
}
