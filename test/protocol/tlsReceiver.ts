import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import { onTestFinished } from "vitest";
import { parseRequestJson } from "../../core/otlp/json.ts";
import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import { decodeRequest, encodeResponse } from "../../core/otlp/protobuf.ts";
import { countItems } from "../../core/otlp/requests.ts";
import { exportPaths } from "../../listener/receive/grpcReceiver.ts";
import type { Authority, Certificate } from "./certificates.ts";

/** A receiver of logs inside of a company: TLS with a certificate of its own authority. */
export interface TlsReceiver {
  readonly port: number;
  /** How many log records came. */
  readonly items: number;
  readonly keys: ReadonlySet<string>;
}

export interface TlsReceiverOptions {
  readonly authority: Authority;
  readonly host: string;
  /** Whether clients must show a certificate of the authority. */
  readonly clients?: boolean;
}

/** Starts one that ends with the test. */
export function startTlsReceiver(protocol: OtlpProtocol, options: TlsReceiverOptions): Promise<TlsReceiver> {
  const own = options.authority.issue(options.host);
  return protocol === "grpc" ? startGrpc(own, options) : startHttp(own, options);
}

class Counted {
  items = 0;
  readonly keys = new Set<string>();
  constructor(readonly port: number) {}
}

async function startGrpc(own: Certificate, { authority, clients = false }: TlsReceiverOptions): Promise<TlsReceiver> {
  const same = (bytes: Buffer): Buffer => bytes;
  const server = new Server();
  const forms = { requestStream: false, responseStream: false } as const;
  const bytes = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  let counted: Counted | undefined;
  server.addService(
    { logs: { path: exportPaths.logs, ...forms, ...bytes } },
    {
      logs: (
        call: { request: Buffer; metadata: Metadata },
        callback: (error: object | null, bytes?: Buffer) => void,
      ) => {
        counted?.keys.add(String(call.metadata.get("authorization")[0]));
        if (counted) counted.items += countItems(decodeRequest("logs", call.request));
        callback(null, Buffer.from(encodeResponse("logs")));
      },
    },
  );
  const pair = [{ cert_chain: Buffer.from(own.certificate), private_key: Buffer.from(own.privateKey) }];
  const credentials = ServerCredentials.createSsl(Buffer.from(authority.certificate), pair, clients);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  onTestFinished(() => server.forceShutdown());
  counted = new Counted(port);
  return counted;
}

async function startHttp(own: Certificate, { authority, clients = false }: TlsReceiverOptions): Promise<TlsReceiver> {
  const tls = { cert: own.certificate, key: own.privateKey, ca: authority.certificate, requestCert: clients };
  const server = createServer({ ...tls, rejectUnauthorized: clients }, (request, response) => {
    void readAll(request).then((body) => {
      counted.keys.add(String(request.headers.authorization));
      const isJson = request.headers["content-type"] === "application/json";
      counted.items += countItems(isJson ? parseRequestJson("logs", body) : decodeRequest("logs", body));
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end(encodeResponse("logs"));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const counted = new Counted((server.address() as AddressInfo).port);
  return counted;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
