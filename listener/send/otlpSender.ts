import { Agent, request as httpRequest, validateHeaderName, validateHeaderValue } from "node:http";
import { request as httpsRequest, Agent as TlsAgent } from "node:https";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { type ChannelCredentials, Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import { decodeResponse, encodeRequest } from "../../core/otlp/protobuf.ts";
import type { OtlpRequest, PartialSuccess, Signal } from "../../core/otlp/requests.ts";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import { exportPaths } from "../receive/grpcReceiver.ts";
import { formOf, parseRetryAfter, partialIn, readBeginning, wordsIn } from "./httpAnswer.ts";
import { retryDelay } from "./retryInfo.ts";
import { connectionFailure, isRetryable, type SendFailure } from "./sendFailure.ts";
import { withoutHeaderValues } from "./withoutHeaderValues.ts";

export type OtlpProtocol = "grpc" | "http-protobuf" | "http-json";

export const otlpProtocols: readonly OtlpProtocol[] = ["grpc", "http-protobuf", "http-json"];

/**
 * The receiver did not take a request. The message is one sentence; it quotes the receiver's own words where it has any,
 * without the values of headers that it may have quoted.
 */
export class OtlpSendError extends Error {
  override readonly name = "OtlpSendError";
  /** Whether the same request may be sent again (OTLP specification, "Failures"). */
  readonly retryable: boolean;

  /** `retryAfterMilliseconds`: the receiver is busy, and takes the same request that much later. */
  constructor(
    message: string,
    readonly failure: SendFailure,
    readonly retryAfterMilliseconds?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.retryable = isRetryable(failure, retryAfterMilliseconds !== undefined);
  }
}

/** What a receiver needs beside its address. */
export interface SenderOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: TlsOptions;
  /** For one request, until its answer has been read; 30 seconds usually. */
  readonly timeoutMilliseconds?: number;
  /** Over HTTP, post to the URL exactly as it is, as Codex does, instead of to the path of the signal below it. */
  readonly exactUrl?: boolean;
  /** Over gRPC, `host:port` to connect to, where the URL's own is not meant. */
  readonly grpcTarget?: string;
}

/** PEM texts. Without a certificate authority those of the system count. */
export interface TlsOptions {
  readonly ca?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
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

const usualTimeoutMilliseconds = 30_000;
/** An answer is a few bytes: of a longer one no more is read. */
const longestAnswerBytes = 1024 * 1024;
const longestWords = 300;
/** Where the receiver says that it is busy, but not for how long. */
const usualRetryMilliseconds = 1000;

/**
 * Opens a sender to a URL such as `http://127.0.0.1:4317`. Over HTTP the path of the signal, such as `/v1/logs`, comes
 * after the path of the URL; a URL that ends with the path of any signal means the same as one without.
 */
export function openSender(url: URL, protocol: OtlpProtocol, options: SenderOptions = {}): OtlpSender {
  return protocol === "grpc" ? new GrpcSender(url, options) : new HttpSender(url, protocol, options);
}

/** With a context of Node's own: `createSsl` without authorities ignores NODE_EXTRA_CA_CERTS (grpc-js 1.14.7). */
const secureCredentials = (tls: TlsOptions | undefined): ChannelCredentials =>
  credentials.createFromSecureContext(createSecureContext(secureContextOptions(tls)));

/** The PEM texts under the names that Node's TLS has for them. */
export const secureContextOptions = ({ ca, certificate, privateKey }: TlsOptions = {}): SecureContextOptions => ({
  ...(ca !== undefined && { ca }),
  ...(certificate !== undefined && { cert: certificate }),
  ...(privateKey !== undefined && { key: privateKey }),
});

class GrpcSender implements OtlpSender {
  readonly #client: Client;
  readonly #options: SenderOptions;

  constructor(url: URL, options: SenderOptions) {
    this.#options = options;
    const secure = url.protocol === "https:";
    this.#client = new Client(
      options.grpcTarget ?? `${url.hostname}:${url.port || (secure ? "443" : "4317")}`,
      secure ? secureCredentials(options.tls) : credentials.createInsecure(),
      { "grpc.max_send_message_length": -1, "grpc.max_receive_message_length": longestAnswerBytes },
    );
  }

  send(request: OtlpRequest): Promise<PartialSuccess | undefined> {
    const bytes = Buffer.from(encodeRequest(request));
    const same = (message: Buffer) => message;
    const { signal } = request;
    return new Promise((resolve, reject) => {
      const { headers = {} } = this.#options;
      const metadata = grpcMetadata(headers);
      const deadline = new Date(Date.now() + (this.#options.timeoutMilliseconds ?? usualTimeoutMilliseconds));
      this.#client.makeUnaryRequest(exportPaths[signal], same, same, bytes, metadata, { deadline }, (error, answer) => {
        if (error) reject(grpcFailure(error, headers));
        else resolve(readAnswer(headers, () => decodeResponse(signal, answer ?? new Uint8Array())));
      });
    });
  }

  close(): void {
    this.#client.close();
  }
}

function grpcMetadata(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) {
    try {
      metadata.set(name, value);
    } catch (cause) {
      throw unsendable(name, cause);
    }
  }
  return metadata;
}

const unsendable = (name: string, cause: unknown): OtlpSendError =>
  new OtlpSendError(`The header ${name} cannot be sent as it is.`, { kind: "header", name }, undefined, { cause });

/** grpc-js says so where what answered is no gRPC (seen with 1.14.7). */
const httpStatusInDetails = /^Received HTTP status code (\d{3})/;

function grpcFailure(error: ServiceError, headers: Readonly<Record<string, string>>): OtlpSendError {
  const options = { cause: error };
  const { code, metadata } = error;
  const details = withoutHeaderValues(error.details, headers);
  const answered = Object.keys(metadata.getMap()).length > 0;
  const httpStatus = Number(httpStatusInDetails.exec(details)?.[1] ?? 0);
  // a status without any metadata was made here: the connection failed
  if (
    !answered &&
    httpStatus === 0 &&
    (code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED || code === status.INTERNAL)
  ) {
    const failure: SendFailure = code === status.DEADLINE_EXCEEDED ? { kind: "timeout" } : connectionFailure(details);
    return new OtlpSendError("No OTLP receiver answers over gRPC: check host and port.", failure, undefined, options);
  }
  const message = `The receiver refused the request (${status[code]})${quoted(details)}`;
  const [statusDetails] = metadata.get("grpc-status-details-bin");
  const asked = statusDetails instanceof Buffer ? retryDelay(statusDetails) : undefined;
  const wait = asked ?? (code === status.UNAVAILABLE ? usualRetryMilliseconds : undefined);
  const failure: SendFailure =
    httpStatus > 0
      ? { kind: "http", status: httpStatus, words: "", contentType: String(metadata.get("content-type")[0] ?? "") }
      : { kind: "grpc", status: code, words: details };
  return new OtlpSendError(message, failure, wait, options);
}

function quoted(words: string): string {
  return words === "" ? "." : `: ${shorten(escapeControlCharacters(words), longestWords)}`;
}

/** An accepted request stays accepted, however odd the answer. */
function readAnswer(
  headers: Readonly<Record<string, string>>,
  read: () => PartialSuccess | undefined,
): PartialSuccess | undefined {
  try {
    const partial = read();
    return partial && { ...partial, message: withoutHeaderValues(partial.message, headers) };
  } catch {
    return undefined;
  }
}

interface HttpAnswer {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly answer: Uint8Array;
}

class HttpSender implements OtlpSender {
  readonly #url: URL;
  readonly #json: boolean;
  readonly #agent: Agent | TlsAgent;
  readonly #options: SenderOptions;

  constructor(url: URL, protocol: "http-protobuf" | "http-json", senderOptions: SenderOptions) {
    this.#url = url;
    this.#options = senderOptions;
    this.#json = protocol === "http-json";
    const options = { keepAlive: true, maxSockets: 1 };
    const tls = secureContextOptions(senderOptions.tls);
    this.#agent = url.protocol === "https:" ? new TlsAgent({ ...options, ...tls }) : new Agent(options);
  }

  async send(request: OtlpRequest): Promise<PartialSuccess | undefined> {
    const body = Buffer.from(this.#json ? writeOtlpJson(request) : encodeRequest(request));
    const url = this.#options.exactUrl ? this.#url : urlFor(this.#url, request.signal);
    const { httpStatus, contentType, retryAfter, answer } = await this.#post(url, body);
    const { headers = {} } = this.#options;
    const form = formOf(contentType) ?? (this.#json ? "json" : "protobuf");
    if (httpStatus >= 200 && httpStatus < 300)
      return readAnswer(headers, () => partialIn(answer, form, request.signal));
    const words = withoutHeaderValues(wordsIn(answer, form), headers);
    throw new OtlpSendError(
      `The receiver refused the request with HTTP status ${httpStatus}${quoted(words)}`,
      { kind: "http", status: httpStatus, words, contentType },
      httpStatus === 429 || httpStatus === 503 ? parseRetryAfter(retryAfter) : undefined,
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(url: URL, body: Buffer): Promise<HttpAnswer> {
    for (const [name, value] of Object.entries(this.#options.headers ?? {})) {
      try {
        validateHeaderName(name);
        validateHeaderValue(name, value);
      } catch (cause) {
        return Promise.reject(unsendable(name, cause));
      }
    }
    const open = url.protocol === "https:" ? httpsRequest : httpRequest;
    const headers = {
      ...this.#options.headers,
      "content-type": this.#json ? "application/json" : "application/x-protobuf",
      "content-length": body.length,
    };
    return new Promise((resolve, reject) => {
      const timeout = this.#options.timeoutMilliseconds ?? usualTimeoutMilliseconds;
      const patience = setTimeout(() => sending.destroy(new Error("timeout")), timeout);
      const fail = (cause: Error) => {
        clearTimeout(patience);
        const message = "No OTLP receiver answers over HTTP: check host and port.";
        reject(new OtlpSendError(message, connectionFailure(cause), undefined, { cause }));
      };
      const options = { method: "POST", headers, agent: this.#agent };
      const sending = open(url, options, (response) => {
        const httpStatus = response.statusCode ?? 0;
        const retryAfter = response.headers["retry-after"];
        const contentType = response.headers["content-type"] ?? "";
        readBeginning(response, longestAnswerBytes).then((answer) => {
          clearTimeout(patience);
          resolve({ httpStatus, contentType, retryAfter, answer });
        }, fail);
      });
      sending.once("error", fail);
      sending.end(body);
    });
  }
}

function urlFor(url: URL, signal: Signal): URL {
  const base = url.pathname.replace(/\/(?:v1\/(?:logs|traces|metrics))?$/, "");
  return new URL(`${base}/v1/${signal}${url.search}`, url);
}
