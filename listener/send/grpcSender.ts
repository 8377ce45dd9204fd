import { createSecureContext } from "node:tls";
import {
  type ChannelCredentials,
  type ChannelOptions,
  Client,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { decodeResponse, encodeRequest } from "../../core/otlp/protobuf.ts";
import { receiverPort } from "../../core/otlp/receiverPort.ts";
import type { OtlpRequest, PartialSuccess } from "../../core/otlp/requests.ts";
import type { HttpProxy, TlsOptions } from "../protocol/connection.ts";
import { exportPaths } from "../receive/grpcReceiver.ts";
import { basicCredentials, proxyName } from "./httpProxy.ts";
import { retryDelay } from "./retryInfo.ts";
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
import { connectionFailure, type SendFailure } from "./sendFailure.ts";
import { secureContextOptions } from "./tlsOptions.ts";
import { proxyFailure, type TunnelEnd, tunnelEnd } from "./tunnel.ts";
import { withoutHeaderValues } from "./withoutHeaderValues.ts";

/** Where the receiver says that it is busy, but not for how long. */
const usualRetryMilliseconds = 1000;

/** With a context of Node's own: `createSsl` without authorities ignores NODE_EXTRA_CA_CERTS (grpc-js 1.14.7). */
const secureCredentials = (tls: TlsOptions | undefined): ChannelCredentials =>
  credentials.createFromSecureContext(createSecureContext(secureContextOptions(tls)));

/** Sends over gRPC. */
export class GrpcSender implements OtlpSender {
  readonly #client: Client;
  readonly #end: TunnelEnd;
  readonly #options: SenderOptions;

  constructor(url: URL, options: SenderOptions) {
    this.#options = options;
    const secure = url.protocol === "https:";
    const target = options.grpcTarget ?? `${url.hostname}:${receiverPort(url, "grpc")}`;
    const through = options.proxy && grpcThrough(options.proxy, target);
    this.#end = tunnelEnd(new URL(`https://${target}`));
    this.#client = new Client(
      through?.address ?? target,
      secure ? secureCredentials(options.tls) : credentials.createInsecure(),
      {
        "grpc.max_send_message_length": -1,
        "grpc.max_receive_message_length": longestAnswerBytes,
        // the environment is read by `proxyFor`, for every protocol alike
        "grpc.enable_http_proxy": 0,
        ...through?.options,
      },
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
        if (error) void this.#failed(error).then(reject);
        else resolve(readAnswer(headers, () => decodeResponse(signal, answer ?? new Uint8Array())));
      });
    });
  }

  close(): void {
    this.#client.close();
  }

  /** grpc-js does not say what failed at a proxy: it is asked once more. */
  async #failed(error: ServiceError): Promise<OtlpSendError> {
    const failed = grpcFailure(error, this.#options.headers ?? {});
    const { proxy } = this.#options;
    const atProxy = proxy && mayBeOfProxy(failed.failure) ? await proxyFailure(proxy, this.#end) : undefined;
    return atProxy === undefined ? failed : new OtlpSendError(failed.message, atProxy, undefined, { cause: error });
  }
}

/** TLS begins behind the proxy, and so do answers. */
const mayBeOfProxy = ({ kind }: SendFailure): boolean =>
  kind === "unresolved" || kind === "unreachable" || kind === "timeout" || kind === "protocol";

/** Options of grpc-js with which a channel to a proxy's address is one to the receiver, by CONNECT (seen with 1.14.7). */
function grpcThrough(proxy: HttpProxy, target: string): { readonly address: string; readonly options: ChannelOptions } {
  const credentials = basicCredentials(proxy);
  return {
    address: `dns:${proxyName(proxy)}`,
    options: {
      "grpc.http_connect_target": `dns:${target}`,
      "grpc.default_authority": target,
      ...(credentials !== undefined && { "grpc.http_connect_creds": credentials }),
    },
  };
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

/** grpc-js says so where what answered is no gRPC (seen with 1.14.7). */
const httpStatusInDetails = /^Received HTTP status code (\d{3})/;

function grpcFailure(error: ServiceError, headers: Readonly<Record<string, string>>): OtlpSendError {
  const options = { cause: error };
  const { code, metadata } = error;
  const details = withoutHeaderValues(error.details, headers);
  const answered = Object.keys(metadata.getMap()).length > 0;
  const httpStatus = Number(httpStatusInDetails.exec(error.details)?.[1] ?? 0);
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
