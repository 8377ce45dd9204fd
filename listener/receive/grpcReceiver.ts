import { createServer, type Socket, type Server as SocketServer } from "node:net";
import {
  type handleUnaryCall,
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServiceDefinition,
  type StatusObject,
  setLogVerbosity,
  status,
} from "@grpc/grpc-js";
import { OtlpDecodeError } from "../../core/otlp/decodeError.ts";
import { encodeResponse } from "../../core/otlp/protobuf.ts";
import type { Signal } from "../../core/otlp/requests.ts";
import { openLoopbackServers } from "./loopbackServers.ts";
import { type ReceiverLimits, shutdownMilliseconds, usualLimits } from "./receiverLimits.ts";
import { busyMessage, notKeptMessage, type RequestSink, retrySeconds } from "./requestSink.ts";
import { retryStatus } from "./retryStatus.ts";

const identity = (bytes: Buffer): Buffer => bytes;

const exportMethod = (path: string) => ({
  path,
  requestStream: false as const,
  responseStream: false as const,
  requestSerialize: identity,
  requestDeserialize: identity,
  responseSerialize: identity,
  responseDeserialize: identity,
});

/** Paths of the three export methods (opentelemetry-proto, collector/*). */
export const exportPaths: Readonly<Record<Signal, string>> = {
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
};

const service = {
  logs: exportMethod(exportPaths.logs),
  traces: exportMethod(exportPaths.traces),
  metrics: exportMethod(exportPaths.metrics),
} satisfies ServiceDefinition;

/** Receives OTLP over gRPC. Messages stay bytes until the generated decoder reads them; gzip is undone by the transport. */
export class GrpcReceiver {
  readonly #server: Server;
  readonly #sink: RequestSink;
  readonly #limits: ReceiverLimits;
  readonly #connections = new Set<Socket>();
  #listening: readonly SocketServer[] = [];

  constructor(sink: RequestSink, limits: ReceiverLimits = usualLimits) {
    this.#sink = sink;
    this.#limits = limits;
    // the library would write to standard error what is thrown here as well
    setLogVerbosity(logVerbosity.NONE);
    this.#server = new Server({
      interceptors: [watchCalls(limits.requestMilliseconds, (reason) => sink.refuse(reason))],
      "grpc.enable_channelz": 0,
      "grpc.max_receive_message_length": limits.maximumMessageBytes,
      "grpc.max_concurrent_streams": 128,
      "grpc.max_connection_idle_ms": 60 * 60 * 1000,
    });
    this.#server.addService(service, {
      logs: this.#handler("logs"),
      traces: this.#handler("traces"),
      metrics: this.#handler("metrics"),
    });
  }

  /** Listens and returns the port. Throws a `ListenerError`. */
  async start(host: string, port: number): Promise<number> {
    // connections are taken here, for the library limits their number in no way
    const injector = this.#server.createConnectionInjector(ServerCredentials.createInsecure());
    const create = (): SocketServer => {
      const server = createServer({ noDelay: true }, (socket) => {
        this.#connections.add(socket);
        socket.once("close", () => this.#connections.delete(socket));
        socket.on("error", () => socket.destroy());
        injector.injectConnection(socket);
      });
      server.maxConnections = this.#limits.maximumConnections;
      return server;
    };
    const opened = await openLoopbackServers(host, port, create);
    this.#listening = opened.servers;
    return opened.port;
  }

  /** Lets calls in flight finish, for three seconds at most, and closes all connections. */
  async stop(): Promise<void> {
    for (const server of this.#listening) server.close();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, shutdownMilliseconds);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#server.forceShutdown();
    for (const socket of this.#connections) socket.destroy();
  }

  #handler(signal: Signal): handleUnaryCall<Buffer, Buffer> {
    return (call, callback) => {
      if (this.#sink.isBusy?.()) {
        this.#sink.refuse(busyMessage);
        return callback(comeAgain(busyMessage));
      }
      try {
        this.#sink.accept({ signal, bytes: call.request });
        callback(null, Buffer.from(encodeResponse(signal)));
      } catch (error) {
        callback(this.#refuse(error));
      }
    };
  }

  #refuse(error: unknown): Partial<StatusObject> {
    const isDecodeError = error instanceof OtlpDecodeError;
    this.#sink.refuse(isDecodeError ? error.message : notKeptMessage);
    return isDecodeError ? { code: status.INVALID_ARGUMENT, details: error.message } : comeAgain(notKeptMessage);
  }
}

/** Senders try again after it, when they are told to (OTLP specification, "OTLP/gRPC Throttling"). */
function comeAgain(details: string): Partial<StatusObject> {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", retryStatus(status.UNAVAILABLE, details, retrySeconds));
  return { code: status.UNAVAILABLE, details, metadata };
}

/**
 * Ends calls whose message doesn't come in time. Tells of calls that never reached a handler: the transport itself refuses
 * a message that is too large (RESOURCE_EXHAUSTED), or can't be decompressed, and says so to the sender only.
 */
function watchCalls(patienceMilliseconds: number, unread: (reason: string) => void): ServerInterceptor {
  return (_method, call) => {
    let isRead = false;
    let patience: NodeJS.Timeout | undefined;
    return new ServerInterceptingCall(call, {
      start: (next) => {
        patience = setTimeout(() => {
          call.sendStatus({ code: status.DEADLINE_EXCEEDED, details: "The request took too long to arrive." });
        }, patienceMilliseconds);
        next({
          onReceiveMessage: (message, pass) => {
            clearTimeout(patience);
            isRead = true;
            pass(message);
          },
          onCancel: () => {
            clearTimeout(patience);
            if (!isRead) unread("A call over gRPC ended before its message was read: cut off, late or too large.");
          },
        });
      },
    });
  };
}
