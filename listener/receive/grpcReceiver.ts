import {
  constants,
  createServer as createHttp2Server,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { createServer, type Server, type Socket } from "node:net";
import { senderHeader } from "../../core/config/senderHeader.ts";
import { OtlpDecodeError } from "../../core/otlp/decodeError.ts";
import { encodeResponse } from "../../core/otlp/protobuf.ts";
import { checkExtent, OversizedRequestError } from "../../core/otlp/requestExtent.ts";
import type { Signal } from "../../core/otlp/requests.ts";
import { Connections } from "./connections.ts";
import { withMessage } from "./grpcMessage.ts";
import { busy, GrpcRefusal, grpcStatus, notKept } from "./grpcStatus.ts";
import { openLoopbackServers } from "./loopbackServers.ts";
import { lingerMilliseconds, type ReceiverLimits, receiverLimits, shutdownMilliseconds } from "./receiverLimits.ts";
import type { ReceivedRequest, RequestSink } from "./requestSink.ts";

/** Paths of the three export methods (opentelemetry-proto, collector/*). */
export const exportPaths: Readonly<Record<Signal, string>> = {
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
};

const signalOf: ReadonlyMap<unknown, Signal> = new Map(
  Object.entries(exportPaths).map(([signal, path]) => [path, signal as Signal]),
);

/** A response without content: a prefix for none, or for the few bytes of a message. */
const answers = Object.fromEntries(Object.keys(exportPaths).map((signal) => [signal, framed(signal as Signal)]));

const mostCallsOfSession = 128;
/** What a sender may send of each call before it has been read. */
const windowBytes = 256 * 1024;
/** And of all calls of its session together. */
const sessionWindowBytes = 1024 * 1024;
const longestSilence = 60 * 60 * 1000;

/**
 * Receives OTLP over gRPC: unary calls over HTTP/2 as grpc.io describes them ("gRPC over HTTP2"). It stands on Node's HTTP/2
 * alone, because a gRPC library keeps what is under way out of sight, and so its memory cannot be bounded.
 */
export class GrpcReceiver {
  readonly #sink: RequestSink;
  readonly #limits: ReceiverLimits;
  readonly #connections: Connections;
  /** With the sockets that they took over. */
  readonly #sessions = new Map<ServerHttp2Session, Socket>();
  readonly #http2: Http2Server;
  #servers: readonly Server[] = [];

  constructor(sink: RequestSink, limits: ReceiverLimits = receiverLimits()) {
    this.#sink = sink;
    this.#limits = limits;
    this.#connections = new Connections(limits.maximumConnections, limits.headersMilliseconds);
    this.#http2 = createHttp2Server({
      settings: { maxConcurrentStreams: mostCallsOfSession, initialWindowSize: windowBytes },
    });
    this.#http2.on("sessionError", (_, session) => session.destroy());
    this.#http2.on("stream", (stream, headers) => void this.#handle(stream, headers));
  }

  /** Listens and returns the port. Throws a `ListenerError`. */
  async start(host: string, port: number): Promise<number> {
    const opened = await openLoopbackServers(host, port, () =>
      createServer({ noDelay: true }, (socket) => this.#admit(socket)),
    );
    this.#servers = opened.servers;
    return opened.port;
  }

  /** Lets calls in flight finish, for three seconds at most, and closes all connections. */
  async stop(): Promise<void> {
    for (const server of this.#servers) server.close();
    const closed = [...this.#sessions.keys()].map(
      (session) => new Promise<void>((resolve) => (session.closed ? resolve() : session.close(resolve))),
    );
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, shutdownMilliseconds);
    });
    await Promise.race([Promise.all(closed), patience]);
    clearTimeout(timer);
    for (const session of this.#sessions.keys()) session.destroy();
    this.#connections.destroy();
  }

  #admit(socket: Socket): void {
    if (!this.#connections.admit(socket)) return;
    const begin = (session: ServerHttp2Session) => {
      this.#sessions.set(session, socket);
      session.setLocalWindowSize(sessionWindowBytes);
      session.setTimeout(longestSilence, () => session.close());
      session.once("close", () => this.#sessions.delete(session));
    };
    // the session is told of before this returns
    this.#http2.once("session", begin);
    this.#http2.emit("connection", socket);
    this.#http2.off("session", begin);
  }

  async #handle(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    stream.on("error", () => undefined);
    const socket = stream.session && this.#sessions.get(stream.session as ServerHttp2Session);
    if (socket !== undefined) {
      const passage = this.#connections.begin(socket);
      stream.once("end", passage.complete);
      stream.once("close", passage.end);
    }
    if (headers[":method"] !== "POST" || !headers["content-type"]?.startsWith("application/grpc")) {
      // what is no gRPC is answered as HTTP (grpc.io, "gRPC over HTTP2", "Requests")
      this.#sink.refuse("The content type over gRPC must be application/grpc.");
      stream.respond({ ":status": 415 }, { endStream: true });
      linger(stream);
      return;
    }
    try {
      const signal = signalOfCall(headers);
      if (this.#sink.isBusy?.()) throw busy();
      const mark = this.#sink.senderOf?.(headers[senderHeader]);
      const sender = mark === undefined ? {} : { sender: mark };
      const encoding = String(headers["grpc-encoding"] ?? "identity").toLowerCase();
      await withMessage(stream, encoding, this.#limits, (bytes) => this.#accept({ signal, bytes, ...sender }));
      accepted(stream, signal);
    } catch (error) {
      const refusal = error instanceof GrpcRefusal ? error : notKept();
      this.#sink.refuse(refusal.message);
      refuse(stream, refusal);
    }
  }

  #accept(request: ReceivedRequest): void {
    try {
      checkExtent(request.signal, request.bytes, this.#limits.maximumExtent);
      this.#sink.accept(request);
    } catch (error) {
      if (error instanceof OversizedRequestError) throw new GrpcRefusal(grpcStatus.resourceExhausted, error.message);
      if (error instanceof OtlpDecodeError) throw new GrpcRefusal(grpcStatus.invalidArgument, error.message);
      throw notKept();
    }
  }
}

/** Refuses what a page in a browser could send, and what is no call of OTLP. */
function signalOfCall(headers: IncomingHttpHeaders): Signal {
  if (headers.origin !== undefined)
    throw new GrpcRefusal(grpcStatus.permissionDenied, "Calls of web pages are not accepted.");
  const signal = signalOf.get(headers[":path"]);
  if (signal === undefined)
    throw new GrpcRefusal(grpcStatus.unimplemented, "The listener has the Export methods of OTLP and no others.");
  return signal;
}

function framed(signal: Signal): Buffer {
  const message = encodeResponse(signal);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

const head = {
  ":status": 200,
  "content-type": "application/grpc",
  "grpc-accept-encoding": "identity,deflate,gzip,zstd",
};

function accepted(stream: ServerHttp2Stream, signal: Signal): void {
  if (stream.destroyed || stream.closed) return;
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(grpcStatus.ok) }));
  stream.respond(head, { waitForTrailers: true });
  stream.end(answers[signal]);
}

/** Answers at once, however much of the message is still to come: that is read for a while, and nothing kept of it. */
function refuse(stream: ServerHttp2Stream, { code, message, headers }: GrpcRefusal): void {
  if (stream.destroyed || stream.closed || stream.headersSent) return;
  stream.respond(
    { ...head, ...headers, "grpc-status": String(code), "grpc-message": encodeURI(message) },
    { endStream: true },
  );
  linger(stream);
}

/** Reads on for a while without keeping anything, and hangs up on a sender that has not come to the end of its call then. */
function linger(stream: ServerHttp2Stream): void {
  stream.resume();
  const session = stream.session as ServerHttp2Session | undefined;
  // a sender that is reset in the middle of its message may not come to read the answer
  const patience = setTimeout(() => {
    if (!stream.readableEnded) hangUp(session);
    stream.close(constants.NGHTTP2_NO_ERROR);
  }, lingerMilliseconds);
  stream.once("close", () => clearTimeout(patience));
}

/** Lets what else is under way finish for a while. */
function hangUp(session: ServerHttp2Session | undefined): void {
  if (session === undefined || session.closed) return;
  session.close();
  const patience = setTimeout(() => session.destroy(), lingerMilliseconds);
  session.once("close", () => clearTimeout(patience));
}
