import { Agent, request as httpRequest } from "node:http";
import { request as httpsRequest, Agent as TlsAgent } from "node:https";
import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { writeOtlpJson } from "../core/otlp/json.ts";
import { encodeRequest } from "../core/otlp/protobuf.ts";
import type { OtlpRequest } from "../core/otlp/requests.ts";
import { exportPaths } from "./grpcReceiver.ts";
import { maximumMessageBytes } from "./requestSink.ts";

export type OtlpProtocol = "grpc" | "http-protobuf" | "http-json";

export const otlpProtocols: readonly OtlpProtocol[] = ["grpc", "http-protobuf", "http-json"];

/** The receiver did not take a request. The message is one sentence; it quotes the receiver's own words where it has any. */
export class OtlpSendError extends Error {
  override readonly name = "OtlpSendError";
}

/** Sends OTLP requests one after the other to a receiver. */
export interface OtlpSender {
  /** Resolves when the receiver has accepted the request. Rejects with an {@link OtlpSendError}. */
  send(request: OtlpRequest): Promise<void>;
  close(): void;
}

const timeoutMilliseconds = 30_000;

/** Opens a sender to a URL such as `http://127.0.0.1:4317`. Over HTTP the path of the signal is added when the URL has none. */
export function openSender(url: URL, protocol: OtlpProtocol): OtlpSender {
  return protocol === "grpc" ? new GrpcSender(url) : new HttpSender(url, protocol);
}

class GrpcSender implements OtlpSender {
  readonly #client: Client;

  constructor(url: URL) {
    const secure = url.protocol === "https:";
    this.#client = new Client(
      `${url.hostname}:${url.port || (secure ? "443" : "4317")}`,
      secure ? credentials.createSsl() : credentials.createInsecure(),
      { "grpc.max_send_message_length": maximumMessageBytes },
    );
  }

  send(request: OtlpRequest): Promise<void> {
    const bytes = Buffer.from(encodeRequest(request));
    const same = (message: Buffer) => message;
    return new Promise((resolve, reject) => {
      const deadline = new Date(Date.now() + timeoutMilliseconds);
      this.#client.makeUnaryRequest(exportPaths[request.signal], same, same, bytes, { deadline }, (error) => {
        if (error) reject(new OtlpSendError(describe(error), { cause: error }));
        else resolve();
      });
    });
  }

  close(): void {
    this.#client.close();
  }
}

function describe(error: ServiceError): string {
  if (error.code === status.UNAVAILABLE) return "No OTLP receiver answers over gRPC: check host and port.";
  return `The receiver refused the request (${status[error.code]}): ${error.details}`;
}

const signalPaths = { logs: "/v1/logs", traces: "/v1/traces", metrics: "/v1/metrics" } as const;

class HttpSender implements OtlpSender {
  readonly #url: URL;
  readonly #protocol: "http-protobuf" | "http-json";
  readonly #agent: Agent | TlsAgent;

  constructor(url: URL, protocol: "http-protobuf" | "http-json") {
    this.#url = url;
    this.#protocol = protocol;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = url.protocol === "https:" ? new TlsAgent(options) : new Agent(options);
  }

  send(request: OtlpRequest): Promise<void> {
    const json = this.#protocol === "http-json";
    const body = json ? Buffer.from(writeOtlpJson(request)) : Buffer.from(encodeRequest(request));
    const url = this.#url.pathname === "/" ? new URL(signalPaths[request.signal], this.#url) : this.#url;
    const open = url.protocol === "https:" ? httpsRequest : httpRequest;
    const headers = {
      "content-type": json ? "application/json" : "application/x-protobuf",
      "content-length": body.length,
    };
    return new Promise((resolve, reject) => {
      const sending = open(
        url,
        { method: "POST", headers, agent: this.#agent, timeout: timeoutMilliseconds },
        (response) => {
          response.resume();
          response.once("end", () => {
            if (response.statusCode === 200) resolve();
            else reject(new OtlpSendError(`The receiver refused the request with HTTP status ${response.statusCode}.`));
          });
        },
      );
      sending.once("timeout", () => sending.destroy(new Error("timeout")));
      sending.once("error", (cause) =>
        reject(new OtlpSendError("No OTLP receiver answers over HTTP: check host and port.", { cause })),
      );
      sending.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
