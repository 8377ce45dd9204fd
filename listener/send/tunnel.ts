import { request as httpRequest } from "node:http";
import {
  request as httpsRequest,
  type RequestOptions,
  Agent as TlsAgent,
  type AgentOptions as TlsAgentOptions,
} from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HttpProxy } from "../protocol/connection.ts";
import { formatAddress } from "../receive/loopback.ts";
import { proxyName } from "./httpProxy.ts";
import { connectionFailure, type ProxyFailure } from "./sendFailure.ts";

/** No tunnel was opened: what failed is the proxy, or its answer. */
export class TunnelError extends Error {
  override readonly name = "TunnelError";

  constructor(readonly failure: ProxyFailure) {
    super("No tunnel through the proxy.");
  }
}

/** A failure at a proxy. */
export const failedAt = (proxy: HttpProxy, reason: ProxyFailure["reason"]): ProxyFailure => ({
  kind: "proxy",
  proxy: proxyName(proxy),
  origin: proxy.origin,
  reason,
});

/** Where a tunnel leads. */
export interface TunnelEnd {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

/** The host and port of a URL. */
export const tunnelEnd = ({ hostname, port }: URL): TunnelEnd => ({
  host: hostname.replace(/^\[(.*)\]$/, "$1"),
  port: Number(port || 443),
});

/** Less than a whole request may take, so that a proxy that does not answer is known to be the one. */
const usualTimeoutMilliseconds = 10_000;

/** Asks a proxy for a connection to a receiver (`CONNECT`, RFC 9110 section 9.3.6). Rejects with a {@link TunnelError}. */
export function openTunnel(
  proxy: HttpProxy,
  end: TunnelEnd,
  timeoutMilliseconds = usualTimeoutMilliseconds,
): Promise<Socket> {
  const path = formatAddress(end.host, end.port);
  const { host, port, secure, strictTls, authorization } = proxy;
  return new Promise((resolve, reject) => {
    const fail = (reason: ProxyFailure["reason"]) => reject(new TunnelError(failedAt(proxy, reason)));
    const headers = { host: path, ...(authorization !== undefined && { "proxy-authorization": authorization }) };
    const options = { host, port, method: "CONNECT", path, headers, agent: false };
    const asking = secure ? httpsRequest({ ...options, rejectUnauthorized: strictTls }) : httpRequest(options);
    const patience = setTimeout(() => asking.destroy(new Error("ETIMEDOUT")), timeoutMilliseconds);
    asking.once("connect", ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
      clearTimeout(patience);
      // one that breaks before anybody uses it must not end the process
      socket.on("error", () => undefined);
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        fail({ kind: "answer", status: statusCode });
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asking.once("error", (error) => {
      clearTimeout(patience);
      fail(connectionFailure(error));
    });
    asking.end();
  });
}

/** What fails at the proxy now; undefined when it opens a tunnel. */
export async function proxyFailure(proxy: HttpProxy, end: TunnelEnd): Promise<ProxyFailure | undefined> {
  try {
    (await openTunnel(proxy, end)).destroy();
    return undefined;
  } catch (error) {
    return error instanceof TunnelError ? error.failure : undefined;
  }
}

type Connected = (error: Error | null, socket?: Duplex) => void;

/** TLS connections to a receiver through a proxy. */
export class TunnelAgent extends TlsAgent {
  readonly #proxy: HttpProxy;
  readonly #end: TunnelEnd;

  constructor(proxy: HttpProxy, end: TunnelEnd, options: TlsAgentOptions) {
    super(options);
    this.#proxy = proxy;
    this.#end = end;
  }

  override createConnection(options: object, connected: Connected): undefined {
    openTunnel(this.#proxy, this.#end).then(
      (socket) => connected(null, super.createConnection({ ...options, socket } as RequestOptions) as Duplex),
      (error: Error) => connected(error),
    );
    return undefined;
  }
}
