import { createServer as createHttpServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createHttp2Server, type IncomingHttpHeaders as Http2Headers } from "node:http2";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** One export as it arrived: where it was sent, and the header fields, with every value as the bytes that came. */
export interface ReceivedExport {
  readonly path: string;
  readonly headers: IncomingHttpHeaders | Http2Headers;
}

export interface LocalReceiver {
  readonly port: number;
  readonly exports: readonly ReceivedExport[];
  close(): Promise<void>;
}

const http2Preface = "PRI * HTTP/2.0";

/** A receiver that takes every export over HTTP/1.1 and gRPC on one port and remembers what came in the headers. */
export async function startLocalReceiver(): Promise<LocalReceiver> {
  const exports: ReceivedExport[] = [];
  const sockets = new Set<Socket>();
  const http = createHttpServer((request, response) => {
    exports.push({ path: request.url ?? "", headers: request.headers });
    request.resume();
    request.on("end", () => response.writeHead(200, { "content-type": "application/x-protobuf" }).end());
  });
  const http2 = createHttp2Server();
  http2.on("stream", (stream, headers) => {
    exports.push({ path: String(headers[":path"]), headers });
    stream.on("error", () => undefined);
    stream.resume();
    stream.on("end", () => {
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
