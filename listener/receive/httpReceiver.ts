import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { senderHeader } from "../../core/config/senderHeader.ts";
import { OtlpDecodeError } from "../../core/otlp/decodeError.ts";
import { parseOtlpJson, parseRequestJson, writeResponseJson } from "../../core/otlp/json.ts";
import { encodeRequest, encodeResponse } from "../../core/otlp/protobuf.ts";
import { checkExtent, OversizedRequestError, type RequestExtent } from "../../core/otlp/requestExtent.ts";
import type { Signal } from "../../core/otlp/requests.ts";
import { Connections } from "./connections.ts";
import { withBody } from "./httpBody.ts";
import { HttpRefusal, type OtlpContentType } from "./httpRefusal.ts";
import { isLoopbackHostHeader } from "./loopback.ts";
import { openLoopbackServers } from "./loopbackServers.ts";
import { lingerMilliseconds, type ReceiverLimits, receiverLimits, shutdownMilliseconds } from "./receiverLimits.ts";
import { busyMessage, notKeptMessage, type ReceivedRequest, type RequestSink, retrySeconds } from "./requestSink.ts";
import { signalOfProtobuf } from "./signalOfBody.ts";

/**
 * Codex posts to its endpoint exactly as it is written, so an endpoint without the path of a signal ends at `/`: there the
 * content tells the signal.
 */
const signals: ReadonlyMap<string, Signal | "any"> = new Map([
  ["/v1/logs", "logs"],
  ["/v1/traces", "traces"],
  ["/v1/metrics", "metrics"],
  ["/", "any"],
]);

/** Receives OTLP over HTTP/1.1, protobuf and JSON, as the OTLP specification describes ("OTLP/HTTP"). */
export class HttpReceiver {
  readonly #sink: RequestSink;
  readonly #limits: ReceiverLimits;
  readonly #connections: Connections;
  #servers: readonly Server[] = [];
  #stopping = false;

  constructor(sink: RequestSink, limits: ReceiverLimits = receiverLimits()) {
    this.#sink = sink;
    this.#limits = limits;
    this.#connections = new Connections(limits.maximumConnections, limits.headersMilliseconds);
  }

  /** Listens and returns the port. Throws a `ListenerError`. */
  async start(host: string, port: number): Promise<number> {
    const servers: Server[] = [];
    const create = (): Server => {
      const server = this.#create();
      servers.push(server);
      return server;
    };
    const opened = await openLoopbackServers(host, port, create);
    this.#servers = servers.filter(({ listening }) => listening);
    return opened.port;
  }

  /** Lets requests in flight finish, for three seconds at most, and closes all connections. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#servers.map(closeServer));
  }

  #create(): Server {
    const { headersMilliseconds, requestMilliseconds } = this.#limits;
    const server = createServer(
      {
        headersTimeout: headersMilliseconds,
        requestTimeout: requestMilliseconds,
        connectionsCheckingInterval: Math.min(1000, headersMilliseconds),
        keepAliveTimeout: 75_000,
      },
      (request, response) => void this.#handle(request, response),
    );
    server.prependListener("connection", (socket: Socket) => this.#connections.admit(socket));
    return server;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const passage = this.#connections.begin(request.socket);
    request.once("end", passage.complete);
    response.once("close", passage.end);
    const contentType = contentTypeOf(request);
    try {
      const signal = checkRequest(request);
      if (contentType === undefined)
        throw new HttpRefusal(415, 3, "The content type must be application/x-protobuf or application/json.");
      if (this.#sink.isBusy?.()) throw comeAgain(busyMessage);
      const mark = this.#sink.senderOf?.(request.headers[senderHeader]);
      const sender = mark === undefined ? {} : { sender: mark };
      const first = await withBody(request, this.#limits, (body) => {
        const requests = requestsIn(signal, contentType, body, this.#limits.maximumExtent);
        for (const accepted of requests) this.#accept({ ...accepted, ...sender });
        return requests[0]?.signal ?? "logs";
      });
      if (this.#stopping) response.setHeader("connection", "close");
      sendHead(response, 200, contentType, successBody(first, contentType));
      response.end();
    } catch (error) {
      await this.#refuse(error, request, response, contentType ?? "application/json");
    }
  }

  #accept(request: ReceivedRequest): void {
    try {
      this.#sink.accept(request);
    } catch (error) {
      if (error instanceof OtlpDecodeError) throw error;
      throw comeAgain(notKeptMessage);
    }
  }

  async #refuse(
    error: unknown,
    request: IncomingMessage,
    response: ServerResponse,
    contentType: OtlpContentType,
  ): Promise<void> {
    const refusal = toRefusal(error);
    this.#sink.refuse(refusal.message);
    if (response.destroyed || response.headersSent) return;
    for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
    if (!request.complete || this.#stopping) response.setHeader("connection", "close");
    sendHead(response, refusal.httpStatus, contentType, refusal.body(contentType));
    if (!request.complete) await discardRest(request);
    response.end();
  }
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), shutdownMilliseconds);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Reads on for a while without keeping anything: closing at once would reset the connection before the answer is read. */
async function discardRest(request: IncomingMessage): Promise<void> {
  const patience = new AbortController();
  const { signal } = patience;
  request.resume();
  await Promise.race([
    once(request, "end", { signal }),
    once(request, "close", { signal }),
    sleep(lingerMilliseconds, undefined, { signal }),
  ]).catch(() => undefined);
  patience.abort();
}

/** Throws an `OversizedRequestError` before anything is made of a request that holds too much. */
function requestsIn(
  signal: Signal | "any",
  contentType: OtlpContentType,
  body: Uint8Array,
  most: RequestExtent,
): ReceivedRequest[] {
  if (contentType === "application/x-protobuf") {
    const named = signal === "any" ? signalOfProtobuf(body) : signal;
    checkExtent(named, body, most);
    return [{ signal: named, bytes: body }];
  }
  const requests = signal === "any" ? parseOtlpJson(body, most) : [parseRequestJson(signal, body, most)];
  return requests.map((request) => ({ signal: request.signal, bytes: encodeRequest(request) }));
}

function successBody(signal: Signal, contentType: OtlpContentType): Uint8Array {
  return contentType === "application/json" ? Buffer.from(writeResponseJson(signal)) : encodeResponse(signal);
}

function toRefusal(error: unknown): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  if (error instanceof OversizedRequestError) return new HttpRefusal(413, 8, error.message);
  if (error instanceof OtlpDecodeError) return new HttpRefusal(400, 3, error.message);
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE")
    return new HttpRefusal(400, 3, "The sender closed the connection before the request was complete.");
  return new HttpRefusal(500, 13, "The listener failed to process the request.");
}

/** Senders try again after it (OTLP specification, "OTLP/HTTP Throttling"). */
function comeAgain(message: string): HttpRefusal {
  return new HttpRefusal(503, 14, message, { "retry-after": String(retrySeconds) });
}

function contentTypeOf(request: IncomingMessage): OtlpContentType | undefined {
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  return type === "application/json" || type === "application/x-protobuf" ? type : undefined;
}

/** Which signal a request carries. Refuses all that a browser page could send, and all that is not an export. */
function checkRequest(request: IncomingMessage): Signal | "any" {
  if (request.headers.origin !== undefined) throw new HttpRefusal(403, 7, "Requests of web pages are not accepted.");
  if (countOf("host", request.rawHeaders) > 1) throw new HttpRefusal(400, 3, "A request has one Host header.");
  if (!isLoopbackHostHeader(request.headers.host))
    throw new HttpRefusal(403, 7, "The Host header must name this machine, such as 127.0.0.1 or localhost.");
  const path = (request.url ?? "").split("?")[0] ?? "";
  const signal = signals.get(path);
  if (signal === undefined)
    throw new HttpRefusal(
      404,
      5,
      "The path must be /v1/logs, /v1/traces or /v1/metrics. Codex uses an endpoint exactly as it is written.",
    );
  if (request.method !== "POST") throw new HttpRefusal(405, 12, "The method must be POST.", { allow: "POST" });
  return signal;
}

/** How often a header is there, of names and values in turn. */
function countOf(name: string, rawHeaders: readonly string[]): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]?.length === name.length && rawHeaders[i]?.toLowerCase() === name) count++;
  return count;
}

/** Sends the head and the whole body; the response is still to be ended. */
function sendHead(response: ServerResponse, status: number, contentType: OtlpContentType, body: Uint8Array): void {
  response.writeHead(status, { "content-type": contentType, "content-length": body.length });
  response.write(body);
}
