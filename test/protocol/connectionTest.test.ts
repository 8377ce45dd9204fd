import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { encodeResponse } from "../../core/otlp/protobuf.ts";
import type { ConnectionTarget } from "../../listener/protocol/connection.ts";
import { exportPaths } from "../../listener/receive/grpcReceiver.ts";
import { testConnection } from "../../listener/send/connectionProbe.ts";
import { certificateFor } from "./certificates.ts";
import { startListener } from "./runningListener.ts";

const key = "ApiKey a-key-that-nobody-may-see";

function target(
  endpoint: string,
  protocol: ConnectionTarget["protocol"],
  more: Partial<ConnectionTarget> = {},
): ConnectionTarget {
  const url = new URL(endpoint);
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  const headers = { authorization: key };
  return { endpoint, host: url.hostname, port, protocol, signal: "logs", headers, tls: {}, ...more };
}

/** `resolve ok, connect ok, …` and what the failed step says. */
async function outcome(tested: ConnectionTarget): Promise<{ steps: string; failed: string }> {
  const steps = await testConnection(tested);
  expect(JSON.stringify(steps)).not.toContain("nobody-may-see");
  const failed = steps.find((step) => step.outcome === "failed");
  return {
    steps: steps.map((step) => `${step.step} ${step.outcome}`).join(", "),
    failed: failed === undefined ? "" : `${failed.summary}. ${failed.check}`,
  };
}

async function httpServer(statusCode: number, contentType = "application/json", body: string | Uint8Array = "{}") {
  const seen: { path: string; authorization: string }[] = [];
  const server = createServer((request, response) => {
    seen.push({ path: request.url ?? "", authorization: String(request.headers.authorization) });
    request.resume().once("end", () => response.writeHead(statusCode, { "content-type": contentType }).end(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function grpcServer(code: number | undefined, credentials = ServerCredentials.createInsecure()) {
  const same = (bytes: Buffer): Buffer => bytes;
  const server = new Server();
  const seen: string[] = [];
  server.addService(
    {
      logs: {
        path: exportPaths.logs,
        requestStream: false,
        responseStream: false,
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      },
    },
    {
      logs: (call: { metadata: Metadata }, callback: (error: object | null, bytes?: Buffer) => void) => {
        seen.push(String(call.metadata.get("authorization")[0]));
        if (code === undefined) callback(null, Buffer.from(encodeResponse("logs")));
        else callback({ code, details: "no" });
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  onTestFinished(() => server.forceShutdown());
  return { port, seen };
}

test("An endpoint that a person would misread is not tried at all", async () => {
  const { url, seen } = await httpServer(200);
  const disguised = url.replace("//", "//app.monad.com:4317@");
  const { steps, failed } = await outcome(target(disguised, "http-json"));
  expect(steps).toBe("resolve failed");
  expect(failed).toContain("in front of @");
  expect(seen).toEqual([]);
});

describe("An exporter that works", () => {
  test.each([
    ["grpc", ""],
    ["http-protobuf", "/v1/logs"],
    ["http-json", "/v1/logs"],
  ] as const)("passes every step over %s, and sends nothing but an empty request", async (protocol, path) => {
    const running = await startListener();
    const endpoint = `http://${protocol === "grpc" ? running.grpc : running.http}${path}`;
    expect(await outcome(target(endpoint, protocol))).toEqual({
      steps: "resolve ok, connect ok, export ok",
      failed: "",
    });
    expect(running.listener.totals()).toMatchObject({ requests: 1, events: 0 });
  });

  test("sends its headers, and posts to its endpoint exactly as written", async () => {
    const { url, seen } = await httpServer(200);
    await outcome(target(`${url}/my/own/path`, "http-json"));
    expect(seen).toEqual([{ path: "/my/own/path", authorization: key }]);
  });

  test("passes TLS with its own certificate authority", async () => {
    const { certificate, privateKey } = certificateFor("127.0.0.1");
    const pair = [{ cert_chain: Buffer.from(certificate), private_key: Buffer.from(privateKey) }];
    const { port, seen } = await grpcServer(undefined, ServerCredentials.createSsl(null, pair));
    const tested = target(`https://127.0.0.1:${port}`, "grpc", { tls: { ca: certificate } });
    expect(await outcome(tested)).toEqual({ steps: "resolve ok, connect ok, tls ok, export ok", failed: "" });
    expect(seen).toEqual([key]);
  });
});

describe("The step that fails is named, with what to check:", () => {
  test("a name that does not resolve", async () => {
    const { steps, failed } = await outcome(target("http://nowhere.invalid:4317", "grpc"));
    expect(steps).toBe("resolve failed, connect skipped, export skipped");
    expect(failed).toContain("does not resolve");
  });

  test("a port where nobody listens", async () => {
    const { steps, failed } = await outcome(target("http://127.0.0.1:1", "http-json"));
    expect(steps).toBe("resolve ok, connect failed, export skipped");
    expect(failed).toContain("nothing answers (ECONNREFUSED)");
  });

  test("https to a receiver without TLS", async () => {
    const { http } = await startListener();
    const { steps, failed } = await outcome(target(`https://${http}/v1/logs`, "http-json"));
    expect(steps).toBe("resolve ok, connect ok, tls failed, export skipped");
    expect(failed).toContain("begins with http://");
  });

  test("http to a receiver with TLS", async () => {
    const { certificate, privateKey } = certificateFor("127.0.0.1");
    const server = createTlsServer({ cert: certificate, key: privateKey }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`;
    expect((await outcome(target(endpoint, "http-json"))).steps).toBe("resolve ok, connect ok, export failed");
  });

  test.each([
    ["a certificate that nobody trusts", "127.0.0.1", false, "not trusted"],
    ["a certificate for another host", "elsewhere.example", true, "another host"],
  ])("%s", async (_, host, trusted, words) => {
    const { certificate, privateKey } = certificateFor(host);
    const server = createTlsServer({ cert: certificate, key: privateKey }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const endpoint = `https://localhost:${(server.address() as AddressInfo).port}/v1/logs`;
    const tls = trusted ? { ca: certificate } : {};
    const { steps, failed } = await outcome(target(endpoint, "http-json", { host: "127.0.0.1", tls }));
    expect(steps).toBe("resolve ok, connect ok, tls failed, export skipped");
    expect(failed).toContain(words);
  });

  test("a receiver over HTTP where gRPC is wanted", async () => {
    const { http } = await startListener();
    const { steps, failed } = await outcome(target(`http://${http}`, "grpc"));
    expect(steps).toBe("resolve ok, connect ok, export failed");
    expect(failed).toContain("4317");
  });

  test.each([
    [401, "application/json", "the key was refused"],
    [403, "application/json", "may not write"],
    [404, "text/html", "web page"],
    [404, "application/json", "nothing receives telemetry at this path"],
    [302, "text/html", "redirects"],
  ])("HTTP status %d, %s", async (code, contentType, words) => {
    const { url } = await httpServer(code, contentType, "<html>");
    expect((await outcome(target(`${url}/v1/logs`, "http-protobuf"))).failed).toContain(words);
  });

  test.each([
    [status.UNAUTHENTICATED, "the key was refused"],
    [status.PERMISSION_DENIED, "may not write"],
    [status.UNIMPLEMENTED, "no OTLP receiver"],
  ])("gRPC status %d", async (code, words) => {
    const { port } = await grpcServer(code);
    expect((await outcome(target(`http://127.0.0.1:${port}`, "grpc"))).failed).toContain(words);
  });

  test("a header that cannot be sent, by its name only", async () => {
    const { url } = await httpServer(200);
    const tested = target(`${url}/v1/logs`, "http-json", { headers: { Authorization: `${key}\n` } });
    expect((await outcome(tested)).failed).toContain("the header Authorization cannot be sent");
  });
});
