import { once } from "node:events";
import { createServer, type RequestListener, request } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { Certificate } from "./certificates.ts";

/** An HTTP proxy on loopback, for a test. It takes every host name for this machine. */
export interface ConnectProxy {
  readonly port: number;
  /** `CONNECT host:port` and the like, in the order in which they came. */
  readonly asked: string[];
  /** Values of `Proxy-Authorization` that came. */
  readonly authorizations: Set<string>;
  /** Ends all tunnels. */
  cut(): void;
}

export interface ConnectProxyOptions {
  /** `name:password` that is wanted. */
  readonly login?: string;
  /** Instead of letting through. */
  readonly status?: number;
  readonly tls?: Certificate;
}

/** Starts one that ends with the test. */
export async function startConnectProxy({ login, status, tls }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: string[] = [];
  const authorizations = new Set<string>();
  const sockets = new Set<Socket>();
  const wanted = login && `Basic ${Buffer.from(login).toString("base64")}`;
  const refusal = (authorization: string | undefined): number | undefined => {
    if (authorization !== undefined) authorizations.add(authorization);
    return wanted === undefined || authorization === wanted ? status : 407;
  };
  const plain: RequestListener = (incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const refused = refusal(incoming.headers["proxy-authorization"]);
    const url = new URL(incoming.url ?? "");
    if (refused !== undefined) return void incoming.resume().once("end", () => response.writeHead(refused).end());
    const { method, headers } = incoming;
    const options = { host: "127.0.0.1", port: url.port, path: url.pathname, method, headers };
    const onward = request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.writeHead(502).end());
    incoming.pipe(onward);
  };
  const server = tls ? createTlsServer({ cert: tls.certificate, key: tls.privateKey }, plain) : createServer(plain);
  server.on("connect", ({ url = "", headers }, socket: Socket, head: Buffer) => {
    asked.push(`CONNECT ${url}`);
    socket.on("error", () => socket.destroy());
    const refused = refusal(headers["proxy-authorization"]);
    if (refused !== undefined) return void socket.end(`HTTP/1.1 ${refused} No\r\nContent-Length: 0\r\n\r\n`);
    const onward = connect(Number(url.split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const one of [socket, onward]) sockets.add(one);
    onward.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    onward.on("close", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  onTestFinished(() => {
    cut();
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked, authorizations, cut };
}
