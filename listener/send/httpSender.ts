import { Agent, request as httpRequest, validateHeaderName, validateHeaderValue } from "node:http";
import { request as httpsRequest, Agent as TlsAgent } from "node:https";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import { encodeRequest } from "../../core/otlp/protobuf.ts";
import type { OtlpRequest, PartialSuccess, Signal } from "../../core/otlp/requests.ts";
import type { HttpProxy } from "../protocol/connection.ts";
import { formOf, parseRetryAfter, partialIn, readBeginning, wordsIn } from "./httpAnswer.ts";
import {
  longestAnswerBytes,
  OtlpSendError,
  type OtlpSender,
  quoted,
  readAnswer,
  type SenderOptions,
  unsendable,
  usualTimeoutMilliseconds,
} from "./sender.ts";
import { connectionFailure } from "./sendFailure.ts";
import { secureContextOptions } from "./tlsOptions.ts";
import { failedAt, TunnelAgent, TunnelError, tunnelEnd } from "./tunnel.ts";
import { withoutHeaderValues } from "./withoutHeaderValues.ts";

interface HttpAnswer {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly answer: Uint8Array;
}

/** Sends over HTTP. */
export class HttpSender implements OtlpSender {
  readonly #url: URL;
  readonly #json: boolean;
  readonly #agent: Agent | TlsAgent;
  readonly #options: SenderOptions;

  constructor(url: URL, protocol: Exclude<OtlpProtocol, "grpc">, senderOptions: SenderOptions) {
    this.#url = url;
    this.#options = senderOptions;
    this.#json = protocol === "http-json";
    const options = { keepAlive: true, maxSockets: 1 };
    const tls = secureContextOptions(senderOptions.tls);
    const { proxy } = senderOptions;
    if (url.protocol !== "https:") this.#agent = new Agent(options);
    else if (proxy === undefined) this.#agent = new TlsAgent({ ...options, ...tls });
    else this.#agent = new TunnelAgent(proxy, tunnelEnd(url), { ...options, ...tls });
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
    const { proxy } = this.#options;
    const through = proxy !== undefined && url.protocol === "http:" ? plainThrough(proxy, url) : undefined;
    const headers = {
      ...this.#options.headers,
      "content-type": this.#json ? "application/json" : "application/x-protobuf",
      "content-length": body.length,
      ...through?.headers,
    };
    return new Promise((resolve, reject) => {
      const timeout = this.#options.timeoutMilliseconds ?? usualTimeoutMilliseconds;
      const patience = setTimeout(() => sending.destroy(new Error("timeout")), timeout);
      const fail = (cause: Error) => {
        clearTimeout(patience);
        const message = "No OTLP receiver answers over HTTP: check host and port.";
        const failure = cause instanceof TunnelError ? cause.failure : connectionFailure(cause);
        reject(new OtlpSendError(message, failure, undefined, { cause }));
      };
      const options = { ...through?.options, method: "POST", headers, agent: this.#agent };
      const sending = open(url, options, (response) => {
        const httpStatus = response.statusCode ?? 0;
        if (proxy !== undefined && through !== undefined && ofProxy.has(httpStatus)) {
          response.destroy();
          fail(new TunnelError(failedAt(proxy, { kind: "answer", status: httpStatus })));
          return;
        }
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

/** Statuses that a proxy gives on its own behalf. */
const ofProxy: ReadonlySet<number> = new Set([407, 502, 503, 504]);

/** A request without TLS is handed to the proxy itself, with the whole address (RFC 9112, section 3.2.2). */
function plainThrough({ host, port, authorization }: HttpProxy, url: URL) {
  return {
    options: { host, port, path: url.href },
    headers: { host: url.host, ...(authorization !== undefined && { "proxy-authorization": authorization }) },
  };
}

/** The same receiver, whatever the path: one that begins with two slashes would name another as a relative address. */
function urlFor(url: URL, signal: Signal): URL {
  const target = new URL(url);
  target.pathname = `${url.pathname.replace(/\/(?:v1\/(?:logs|traces|metrics))?$/, "")}/v1/${signal}`;
  return target;
}
