import { createServer as createHttpServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createHttp2Server, type IncomingHttpHeaders as Http2Headers } from "node:http2";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";

/** One export as it arrived: where it was sent, the header fields, with every value as the bytes that came, and the message. */
export interface ReceivedExport {
  readonly path: string;
  readonly headers: IncomingHttpHeaders | Http2Headers;
  /** Unpacked; empty until all of it has come. */
  readonly body: Buffer;
}

type Received = { -readonly [K in keyof ReceivedExport]: ReceivedExport[K] };

export interface LocalReceiver {
  readonly port: number;
  readonly exports: readonly ReceivedExport[];
  close(): Promise<void>;
}

const http2Preface = "PRI * HTTP/2.0";

function collect(stream: Readable, done: (bytes: Buffer) => void): void {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => done(Buffer.concat(chunks)));
}

/** A receiver that takes every export over HTTP/1.1 and gRPC on one port and remembers what came in the headers. */
export async function startLocalReceiver(): Promise<LocalReceiver> {
  const exports: ReceivedExport[] = [];
  const sockets = new Set<Socket>();
  const http = createHttpServer((request, response) => {
    const received: Received = { path: request.url ?? "", headers: request.headers, body: Buffer.alloc(0) };
    exports.push(received);
    const type = request.headers["content-type"] ?? "application/x-protobuf";
    collect(request, (bytes) => {
      received.body = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
      response.writeHead(200, { "content-type": type }).end(type.includes("json") ? "{}" : undefined);
    });
  });
  const http2 = createHttp2Server();
  http2.on("stream", (stream, headers) => {
    const received: Received = { path: String(headers[":path"]), headers, body: Buffer.alloc(0) };
    exports.push(received);
    stream.on("error", () => undefined);
    collect(stream, (bytes) => {
      // the sender was ended in the midst of it
      if (stream.destroyed || stream.aborted) return;
      // one message of gRPC: whether it is compressed, and its length in four bytes, stand before it
      received.body = bytes[0] === 1 ? gunzipSync(bytes.subarray(5)) : bytes.subarray(5);
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(Buffer.from([0, 0, 0, 0, 0]));
    });
  });
  http2.on("sessionError", () => undefined);
  const inner = [http2, http].map(async (one) => {
    await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
    return (one.address() as AddressInfo).port;
  });
  const [http2Port = 0, httpPort = 0] = await Promise.all(inner);
  const server = createServer((socket) => {
    remember(socket);
    socket.once("data", (first) => {
      socket.pause();
      const isHttp2 = http2Preface.startsWith(first.toString("latin1", 0, http2Preface.length));
      const onward = connect(isHttp2 ? http2Port : httpPort, "127.0.0.1");
      remember(onward);
      onward.write(first);
      socket.pipe(onward).pipe(socket);
    });
  });
  const remember = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    exports,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([server, http, http2].map((one) => new Promise((resolve) => one.close(resolve))));
    },
  };
}
