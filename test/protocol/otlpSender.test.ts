import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import { encodeResponse, encodeStatus } from "../../core/otlp/protobuf.ts";
import { exportPaths } from "../../listener/receive/grpcReceiver.ts";
import { explainFailure } from "../../listener/send/backendAnswer.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { OtlpSendError, type SenderOptions } from "../../listener/send/sender.ts";
import { captureRequests } from "../unit/otlp/captures.ts";

const secret = "a-key-that-nobody-may-see";
const headers = { authorization: `Bearer ${secret}`, "x-dataset": "the-dataset" };
const [request] = captureRequests("plain-answer.logs.otlp.jsonl");
if (request === undefined) throw new Error("the capture is empty");

async function httpBackend(answer: RequestListener): Promise<URL> {
  const server = createServer((incoming: IncomingMessage, response) => {
    incoming.resume().once("end", () => answer(incoming, response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** A receiver over gRPC that refuses everything with what it was sent as its reason. */
async function echoingGrpc(): Promise<URL> {
  const same = (bytes: Buffer): Buffer => bytes;
  const method = { path: exportPaths.logs, requestStream: false, responseStream: false } as const;
  const server = new Server();
  server.addService(
    {
      logs: {
        ...method,
        ...{ requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same },
      },
    },
    {
      logs: (
        call: { metadata: { get(name: string): unknown[] } },
        callback: (error: { code: number; details: string }) => void,
      ) =>
        callback({
          code: status.UNAUTHENTICATED,
          details: `no such key: ${call.metadata.get("authorization").join()} in ${call.metadata.get("x-dataset").join()}`,
        }),
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  onTestFinished(() => server.forceShutdown());
  return new URL(`http://127.0.0.1:${port}`);
}

async function failureOf(url: URL, protocol: OtlpProtocol, options: SenderOptions = {}): Promise<OtlpSendError> {
  const sender = openSender(url, protocol, { headers, ...options });
  onTestFinished(() => sender.close());
  const failure = await sender.send(request as NonNullable<typeof request>).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof OtlpSendError) return failure;
  throw new Error("the request was not refused");
}

const accept = async (url: URL, protocol: OtlpProtocol) => {
  const sender = openSender(url, protocol, { headers });
  onTestFinished(() => sender.close());
  return await sender.send(request as NonNullable<typeof request>);
};

/** Everything that may be shown of a failure. */
const shown = (error: OtlpSendError, url: URL, protocol: OtlpProtocol): string =>
  [error.message, JSON.stringify(error.failure), ...Object.values(explainFailure(error.failure, url, protocol))].join();

describe("A receiver that quotes the headers it was sent", () => {
  test("over gRPC is quoted without them", async () => {
    const url = await echoingGrpc();
    const text = shown(await failureOf(url, "grpc"), url, "grpc");
    expect(text).toContain("no such key");
    expect(text).not.toContain(secret);
    expect(text).not.toContain("the-dataset");
  });

  const words = (incoming: IncomingMessage) => `no such key: ${incoming.headers.authorization?.split(" ")[1]}`;
  test.each([
    ["http-protobuf", "application/x-protobuf", (text: string) => encodeStatus(16, text)],
    ["http-json", "application/json", (text: string) => JSON.stringify({ code: 16, message: text })],
    ["http-protobuf", "application/json", (text: string) => JSON.stringify({ error: { message: text } })],
    ["http-json", "application/json", (text: string) => JSON.stringify({ error: text })],
    ["http-protobuf", "text/plain; charset=utf-8", (text: string) => text],
  ] as const)("over %s in %s is quoted without them", async (protocol, contentType, body) => {
    const url = await httpBackend((incoming, response) =>
      response.writeHead(401, { "content-type": contentType }).end(body(words(incoming))),
    );
    const text = shown(await failureOf(url, protocol), url, protocol);
    expect(text).toContain("no such key");
    expect(text).not.toContain(secret);
  });

  test.each([
    ["http-protobuf", "application/x-protobuf"],
    ["http-json", "application/json"],
  ] as const)("in a partial success over %s is quoted without them", async (protocol, contentType) => {
    const partial = { rejected: 1, message: `the key ${secret} may not` };
    const url = await httpBackend((_, response) =>
      response
        .writeHead(200, { "content-type": contentType })
        .end(
          contentType === "application/json"
            ? JSON.stringify({ partialSuccess: { rejectedLogRecords: "1", errorMessage: partial.message } })
            : encodeResponse("logs", partial),
        ),
    );
    expect(await accept(url, protocol)).toEqual({ rejected: 1, message: "the key [header authorization] may not" });
  });
});

describe("An endpoint over HTTP", () => {
  test.each(["/", "/x", "/x/v1/logs", "//", "//127.0.0.1:1/x", "/.//127.0.0.1:1", "//v1/logs", "//[::1]:1/"])(
    "sends to the host that it names, whatever path stands behind it: %s",
    async (path) => {
      const asked: (string | undefined)[] = [];
      const url = await httpBackend((incoming, response) => {
        asked.push(incoming.headers.host);
        response.writeHead(200).end();
      });
      expect(await accept(new URL(`${url.origin}${path}`), "http-json")).toBeUndefined();
      expect(asked).toEqual([url.host]);
    },
  );
});

describe("An answer", () => {
  test.each([200, 201, 202, 204])("of HTTP status %d accepts the request", async (httpStatus) => {
    const url = await httpBackend((_, response) => response.writeHead(httpStatus).end());
    expect(await accept(url, "http-protobuf")).toBeUndefined();
  });

  test("in another encoding than the request's is read as what it says it is", async () => {
    const url = await httpBackend((_, response) =>
      response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"partialSuccess":{"rejectedLogRecords":2,"errorMessage":"too old"}}'),
    );
    expect(await accept(url, "http-protobuf")).toEqual({ rejected: 2, message: "too old" });
  });

  test.each(['"abc"', "-3", "1.5", "1e400", "{}", "null"])("that rejects %s records rejects none", async (rejected) => {
    const url = await httpBackend((_, response) =>
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(`{"partialSuccess":{"rejectedLogRecords":${rejected},"errorMessage":7}}`),
    );
    expect(await accept(url, "http-json")).toBeUndefined();
  });

  test("that never ends is read to a limit only", async () => {
    let written = 0;
    const url = await httpBackend((_, response) => {
      response.writeHead(400, { "content-type": "text/plain" });
      const chunk = "x".repeat(64 * 1024);
      const more = () => {
        if (response.destroyed || written > 1e9) return;
        written += chunk.length;
        response.write(chunk, more);
      };
      more();
    });
    const failure = await failureOf(url, "http-protobuf");
    expect(failure.failure).toMatchObject({ kind: "http", status: 400 });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  test("that comes a byte at a time is not waited for longer than for any other", async () => {
    const url = await httpBackend((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("x"), 20);
      response.once("close", () => clearInterval(drip));
    });
    const failure = await failureOf(url, "http-protobuf", { timeoutMilliseconds: 300 });
    expect(failure.failure).toEqual({ kind: "timeout" });
    expect(failure.retryable).toBe(true);
  });
});
