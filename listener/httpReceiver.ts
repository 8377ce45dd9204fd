import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { OtlpDecodeError } from "../core/otlp/decodeError.ts";
import { parseRequestJson } from "../core/otlp/json.ts";
import { decodeRequest, encodeResponse } from "../core/otlp/protobuf.ts";
import type { Signal } from "../core/otlp/requests.ts";
import { readBody } from "./httpBody.ts";
import { HttpRefusal, type OtlpContentType } from "./httpRefusal.ts";
import { bindError } from "./listenerError.ts";
import { isLoopbackHostHeader } from "./loopback.ts";
import type { RequestSink } from "./requestSink.ts";

const signals: ReadonlyMap<string, Signal> = new Map([
  ["/v1/logs", "logs"],
  ["/v1/traces", "traces"],
  ["/v1/metrics", "metrics"],
]);

const headersTimeoutMilliseconds = 10_000;
const requestTimeoutMilliseconds = 30_000;
const shutdownMilliseconds = 1000;
const maximumConnections = 256;

const text = new TextDecoder();
const emptyJson = Buffer.from("{}");

/** Receives OTLP over HTTP/1.1, protobuf and JSON, as the OTLP specification describes ("OTLP/HTTP"). */
export class HttpReceiver {
  readonly #server: Server;
  readonly #sink: RequestSink;

  constructor(sink: RequestSink) {
    this.#sink = sink;
    this.#server = createServer(
      {
        headersTimeout: headersTimeoutMilliseconds,
        requestTimeout: requestTimeoutMilliseconds,
        connectionsCheckingInterval: 1000,
        keepAliveTimeout: 75_000,
      },
      (request, response) => void this.#handle(request, response),
    );
    this.#server.maxConnections = maximumConnections;
  }

  /** Listens and returns the port. Throws a `ListenerError`. */
  start(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error) => reject(bindError(error, host, port)));
      this.#server.listen({ host, port, exclusive: true }, () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  /** Lets requests in flight finish, for a second at most, and closes all connections. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#server.closeAllConnections(), shutdownMilliseconds);
      this.#server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      this.#server.closeIdleConnections();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const contentType = contentTypeOf(request);
    try {
      const signal = checkRequest(request);
      if (contentType === undefined)
        throw new HttpRefusal(415, 3, "The content type must be application/x-protobuf or application/json.");
      const body = await readBody(request);
      this.#sink.accept(
        contentType === "application/json" ? parseRequestJson(signal, text.decode(body)) : decodeRequest(signal, body),
      );
      send(response, 200, contentType, contentType === "application/json" ? emptyJson : encodeResponse(signal));
    } catch (error) {
      this.#refuse(error, request, response, contentType ?? "application/json");
    }
  }

  #refuse(error: unknown, request: IncomingMessage, response: ServerResponse, contentType: OtlpContentType): void {
    const refusal = toRefusal(error);
    this.#sink.refuse(refusal.message);
    if (response.destroyed || response.headersSent) return;
    // What is left of the body is not worth reading: the connection ends with the answer.
    if (!request.complete) response.setHeader("connection", "close");
    for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
    send(response, refusal.httpStatus, contentType, refusal.body(contentType));
    if (!request.complete) response.once("finish", () => request.destroy());
  }
}

function toRefusal(error: unknown): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  if (error instanceof OtlpDecodeError) return new HttpRefusal(400, 3, error.message);
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE")
    return new HttpRefusal(400, 3, "The sender closed the connection before the request was complete.");
  return new HttpRefusal(500, 13, "The listener failed to process the request.");
}

function contentTypeOf(request: IncomingMessage): OtlpContentType | undefined {
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  return type === "application/json" || type === "application/x-protobuf" ? type : undefined;
}

/** Which signal a request carries. Refuses all that a browser page could send, and all that is not an export. */
function checkRequest(request: IncomingMessage): Signal {
  if (request.headers.origin !== undefined) throw new HttpRefusal(403, 7, "Requests of web pages are not accepted.");
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

function send(response: ServerResponse, status: number, contentType: OtlpContentType, body: Uint8Array): void {
  response.writeHead(status, { "content-type": contentType, "content-length": body.length });
  response.end(body);
}
