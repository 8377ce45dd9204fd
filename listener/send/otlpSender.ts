import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, Agent as TlsAgent } from "node:https";
import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { Status } from "../../core/otlp/generated/google/rpc/status.ts";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import { decodeResponse, encodeRequest } from "../../core/otlp/protobuf.ts";
import type { OtlpRequest, PartialSuccess, Signal } from "../../core/otlp/requests.ts";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import { exportPaths } from "../receive/grpcReceiver.ts";

export type OtlpProtocol = "grpc" | "http-protobuf" | "http-json";

export const otlpProtocols: readonly OtlpProtocol[] = ["grpc", "http-protobuf", "http-json"];

/** The receiver did not take a request. The message is one sentence; it quotes the receiver's own words where it has any. */
export class OtlpSendError extends Error {
  override readonly name = "OtlpSendError";

  /** `retryAfterMilliseconds`: the receiver is busy, and takes the same request that much later. */
  constructor(
    message: string,
    readonly retryAfterMilliseconds?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Sends OTLP requests one after the other to a receiver. */
export interface OtlpSender {
  /**
   * Resolves when the receiver has accepted the request, with what it says it did not take of it. Rejects with an
   * {@link OtlpSendError}.
   */
  send(request: OtlpRequest): Promise<PartialSuccess | undefined>;
  close(): void;
}

const timeoutMilliseconds = 30_000;
const longestWords = 300;
/** Where the receiver says that it is busy, but not for how long. */
const usualRetryMilliseconds = 1000;

/**
 * Opens a sender to a URL such as `http://127.0.0.1:4317`. Over HTTP the path of the signal, such as `/v1/logs`, comes
 * after the path of the URL; a URL that ends with the path of any signal means the same as one without.
 */
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
      { "grpc.max_send_message_length": -1 },
    );
  }

  send(request: OtlpRequest): Promise<PartialSuccess | undefined> {
    const bytes = Buffer.from(encodeRequest(request));
    const same = (message: Buffer) => message;
    const { signal } = request;
    return new Promise((resolve, reject) => {
      const deadline = new Date(Date.now() + timeoutMilliseconds);
      this.#client.makeUnaryRequest(exportPaths[signal], same, same, bytes, { deadline }, (error, answer) => {
        if (error) reject(grpcFailure(error));
        else resolve(readAnswer(() => decodeResponse(signal, answer ?? new Uint8Array())));
      });
    });
  }

  close(): void {
    this.#client.close();
  }
}

function grpcFailure(error: ServiceError): OtlpSendError {
  const options = { cause: error };
  const isUnavailable = error.code === status.UNAVAILABLE;
  // a status without any metadata was made here: the connection failed
  if (isUnavailable && Object.keys(error.metadata.getMap()).length === 0)
    return new OtlpSendError("No OTLP receiver answers over gRPC: check host and port.", undefined, options);
  const message = `The receiver refused the request (${status[error.code]})${quoted(error.details)}`;
  return new OtlpSendError(message, isUnavailable ? usualRetryMilliseconds : undefined, options);
}

function quoted(words: string): string {
  return words === "" ? "." : `: ${shorten(escapeControlCharacters(words), longestWords)}`;
}

/** An accepted request stays accepted, however odd the answer. */
function readAnswer(read: () => PartialSuccess | undefined): PartialSuccess | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

interface HttpAnswer {
  readonly httpStatus: number;
  readonly retryAfter: string | undefined;
  readonly answer: Uint8Array;
}

/** In milliseconds. The header has seconds or a date (RFC 9110, section 10.2.3). */
function parseRetryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

class HttpSender implements OtlpSender {
  readonly #url: URL;
  readonly #json: boolean;
  readonly #agent: Agent | TlsAgent;

  constructor(url: URL, protocol: "http-protobuf" | "http-json") {
    this.#url = url;
    this.#json = protocol === "http-json";
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = url.protocol === "https:" ? new TlsAgent(options) : new Agent(options);
  }

  async send(request: OtlpRequest): Promise<PartialSuccess | undefined> {
    const body = Buffer.from(this.#json ? writeOtlpJson(request) : encodeRequest(request));
    const { httpStatus, retryAfter, answer } = await this.#post(urlFor(this.#url, request.signal), body);
    if (httpStatus === 200)
      return readAnswer(() => (this.#json ? partialInJson(answer) : decodeResponse(request.signal, answer)));
    throw new OtlpSendError(
      `The receiver refused the request with HTTP status ${httpStatus}${quoted(this.#words(answer))}`,
      httpStatus === 429 || httpStatus === 503 ? parseRetryAfter(retryAfter) : undefined,
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(url: URL, body: Buffer): Promise<HttpAnswer> {
    const open = url.protocol === "https:" ? httpsRequest : httpRequest;
    const headers = {
      "content-type": this.#json ? "application/json" : "application/x-protobuf",
      "content-length": body.length,
    };
    return new Promise((resolve, reject) => {
      const fail = (cause: Error) =>
        reject(new OtlpSendError("No OTLP receiver answers over HTTP: check host and port.", undefined, { cause }));
      const options = { method: "POST", headers, agent: this.#agent, timeout: timeoutMilliseconds };
      const sending = open(url, options, (response) => {
        const httpStatus = response.statusCode ?? 0;
        const retryAfter = response.headers["retry-after"];
        readAll(response).then((answer) => resolve({ httpStatus, retryAfter, answer }), fail);
      });
      sending.once("timeout", () => sending.destroy(new Error("timeout")));
      sending.once("error", fail);
      sending.end(body);
    });
  }

  /** Why it was refused: `google.rpc.Status` in the encoding of the request (OTLP specification, "Failures"). */
  #words(answer: Uint8Array): string {
    try {
      const { message } = this.#json ? JSON.parse(Buffer.from(answer).toString()) : Status.decode(answer);
      return typeof message === "string" ? message : "";
    } catch {
      return "";
    }
  }
}

function urlFor(url: URL, signal: Signal): URL {
  const base = url.pathname.replace(/\/(?:v1\/(?:logs|traces|metrics))?$/, "");
  return new URL(`${base}/v1/${signal}${url.search}`, url);
}

async function readAll(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface JsonResponse {
  readonly partialSuccess?: {
    readonly rejectedLogRecords?: string | number;
    readonly rejectedSpans?: string | number;
    readonly rejectedDataPoints?: string | number;
    readonly errorMessage?: string;
  };
}

function partialInJson(answer: Uint8Array): PartialSuccess | undefined {
  const { partialSuccess: partial = {} } = JSON.parse(Buffer.from(answer).toString()) as JsonResponse;
  const rejected = Number(partial.rejectedLogRecords ?? partial.rejectedSpans ?? partial.rejectedDataPoints ?? 0);
  const message = partial.errorMessage ?? "";
  return rejected === 0 && message === "" ? undefined : { rejected, message };
}
