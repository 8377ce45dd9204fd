import {
  type handleUnaryCall,
  logVerbosity,
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
import { bindError } from "../listenerError.ts";
import { formatAddress } from "./loopback.ts";
import { type ReceiverLimits, shutdownMilliseconds, usualLimits } from "./receiverLimits.ts";
import { busyMessage, maximumMessageBytes, type RequestSink } from "./requestSink.ts";

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

  constructor(sink: RequestSink, limits: ReceiverLimits = usualLimits) {
    this.#sink = sink;
    // the library would write to standard error what is thrown here as well
    setLogVerbosity(logVerbosity.NONE);
    this.#server = new Server({
      interceptors: [watchCalls(limits.requestMilliseconds, (reason) => sink.refuse(reason))],
      // without it, forceShutdown knows of no connection and leaves them all open (seen with grpc-js 1.14.7)
      "grpc.enable_channelz": 1,
      "grpc.max_receive_message_length": maximumMessageBytes,
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
  start(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(formatAddress(host, port), ServerCredentials.createInsecure(), (error, boundPort) => {
        if (error) reject(bindError(error, host, port));
        else resolve(boundPort);
      });
    });
  }

  /** Lets calls in flight finish, for three seconds at most, and closes all connections. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#server.forceShutdown();
        resolve();
      }, shutdownMilliseconds);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #handler(signal: Signal): handleUnaryCall<Buffer, Buffer> {
    return (call, callback) => {
      if (this.#sink.isBusy?.()) {
        this.#sink.refuse(busyMessage);
        // senders may try again after it (OTLP specification, "Failures")
        return callback({ code: status.UNAVAILABLE, details: busyMessage });
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
    const details = isDecodeError ? error.message : "The listener failed to process the request.";
    this.#sink.refuse(details);
    return { code: isDecodeError ? status.INVALID_ARGUMENT : status.INTERNAL, details };
  }
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
