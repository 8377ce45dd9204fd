import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { type OtlpProtocol, otlpProtocols } from "../../core/otlp/otlpProtocol.ts";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import type { HttpProxy, TlsOptions } from "../../listener/protocol/connection.ts";
import { explainFailure } from "../../listener/send/backendAnswer.ts";
import { testConnection } from "../../listener/send/connectionProbe.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { OtlpSendError } from "../../listener/send/sender.ts";
import { codexRecord, logsOf } from "../unit/listener/store/receivedEvents.ts";
import { certificateAuthority } from "./certificates.ts";
import { startConnectProxy } from "./connectProxy.ts";
import { startListener } from "./runningListener.ts";
import { startTlsReceiver } from "./tlsReceiver.ts";

const host = "siem.test";
const key = "ApiKey a-key-that-nobody-may-see";
const login = "me:a-password-that-nobody-may-see";
const authority = certificateAuthority();
const tls: TlsOptions = { ca: authority.certificate };
afterAll(() => authority.dispose());

const proxyAt = (port: number, more: Partial<HttpProxy> = {}): HttpProxy => ({
  ...{ host: "127.0.0.1", port, secure: false, strictTls: true, origin: "HTTPS_PROXY" },
  ...more,
});
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const records = decodeRequest("logs", logsOf([codexRecord("codex.api_request", "a session")]).bytes);

function sender(protocol: OtlpProtocol, port: number, proxy: HttpProxy, own: TlsOptions = tls) {
  const options = { headers: { authorization: key }, tls: own, proxy, timeoutMilliseconds: 20_000 };
  const opened = openSender(new URL(`https://${host}:${port}`), protocol, options);
  onTestFinished(() => opened.close());
  return opened;
}

/** In words, with nothing in them that is secret. */
async function failure(protocol: OtlpProtocol, proxy: HttpProxy, port = 4317): Promise<string> {
  const error = await sender(protocol, port, proxy)
    .send(records)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  if (!(error instanceof OtlpSendError)) throw new Error("it was sent");
  expect(error.retryable).toBe(true);
  const { summary, check } = explainFailure(error.failure, new URL(`https://${host}:${port}`), protocol);
  const text = `${error.message} ${summary}. ${check}`;
  expect(text).not.toContain("nobody-may-see");
  expect(text).not.toContain(basic(login));
  return text;
}

describe.each(otlpProtocols)("Over %s", (protocol) => {
  test("everything goes through one tunnel, and the proxy sees neither headers nor content", async () => {
    const [proxy, receiver] = [await startConnectProxy(), await startTlsReceiver(protocol, { authority, host })];
    const sending = sender(protocol, receiver.port, proxyAt(proxy.port));
    for (let i = 0; i < 3; i++) await sending.send(records);
    expect(receiver.items).toBe(3);
    expect([...receiver.keys]).toEqual([key]);
    expect(proxy.asked).toEqual([`CONNECT ${host}:${receiver.port}`]);
    expect([...proxy.authorizations]).toEqual([]);
  });

  test("a proxy is told name and password, which the receiver never sees", async () => {
    const proxy = await startConnectProxy({ login });
    const receiver = await startTlsReceiver(protocol, { authority, host });
    await sender(protocol, receiver.port, proxyAt(proxy.port, { authorization: basic(login) })).send(records);
    expect(receiver.items).toBe(1);
    expect([...proxy.authorizations]).toEqual([basic(login)]);
  });

  test("a tunnel that was cut is opened anew", async () => {
    const [proxy, receiver] = [await startConnectProxy(), await startTlsReceiver(protocol, { authority, host })];
    const sending = sender(protocol, receiver.port, proxyAt(proxy.port));
    await sending.send(records);
    proxy.cut();
    await expect
      .poll(() => sending.send(records).then(() => "sent", String), { timeout: 20_000, interval: 200 })
      .toBe("sent");
    expect(proxy.asked.length).toBeGreaterThan(1);
  });

  test("a client shows the certificate that a receiver wants", async () => {
    const proxy = await startConnectProxy();
    const receiver = await startTlsReceiver(protocol, { authority, host, clients: true });
    const own = { ...authority.issue("a client"), ca: authority.certificate };
    await sender(protocol, receiver.port, proxyAt(proxy.port), own).send(records);
    expect(receiver.items).toBe(1);
    await expect(sender(protocol, receiver.port, proxyAt(proxy.port)).send(records)).rejects.toThrow(OtlpSendError);
    expect(receiver.items).toBe(1);
  });

  test("what fails at the proxy is told apart, without a password", async () => {
    const wanted = await startConnectProxy({ login });
    const wrong = { authorization: basic("me:another-password-that-nobody-may-see") };
    expect(await failure(protocol, proxyAt(wanted.port))).toContain(`407: the proxy 127.0.0.1:${wanted.port} wants`);
    expect(await failure(protocol, proxyAt(wanted.port, wrong))).toContain("407: the proxy");
    const strict = await startConnectProxy({ status: 403 });
    expect(await failure(protocol, proxyAt(strict.port))).toContain(`lets nothing through to ${host}:4317`);
    const lost = await startConnectProxy({ status: 502 });
    expect(await failure(protocol, proxyAt(lost.port))).toContain("does not reach the receiver");
    expect(await failure(protocol, proxyAt(1))).toContain("the proxy 127.0.0.1:1 does not answer (ECONNREFUSED)");
    expect(await failure(protocol, proxyAt(3128, { host: "proxy.invalid" }))).toContain(
      "the host name of the proxy proxy.invalid:3128 does not resolve",
    );
  });

  test("what fails behind the proxy is the receiver's", async () => {
    const [proxy, receiver] = [await startConnectProxy(), await startTlsReceiver(protocol, { authority, host })];
    const untrusted = sender(protocol, receiver.port, proxyAt(proxy.port), {});
    const error = await untrusted.send(records).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ failure: { kind: "tls" } });
  });

  test("the test of a connection asks the proxy in a step of its own", async () => {
    const proxy = await startConnectProxy({ login });
    const receiver = await startTlsReceiver(protocol, { authority, host });
    const endpoint = `https://${host}:${receiver.port}${protocol === "grpc" ? "" : "/v1/logs"}`;
    const steps = async (more: Partial<HttpProxy>, port = proxy.port) => {
      const target = { endpoint, host, port: receiver.port, protocol, signal: "logs", headers: {}, tls } as const;
      const done = await testConnection({ ...target, proxy: proxyAt(port, more) });
      expect(JSON.stringify(done)).not.toContain(basic(login));
      return done.map(
        ({ step, outcome, summary }) => `${step} ${outcome}${outcome === "failed" ? `: ${summary}` : ""}`,
      );
    };
    const passed = ["resolve ok", "connect ok", "proxy ok", "tls ok", "export ok"];
    expect(await steps({ authorization: basic(login) })).toEqual(passed);
    const refused = `proxy failed: 407: the proxy 127.0.0.1:${proxy.port} wants a name and password that it knows`;
    expect(await steps({})).toEqual(["resolve ok", "connect ok", refused, "tls skipped", "export skipped"]);
    const gone = "connect failed: the proxy 127.0.0.1:1 does not answer (ECONNREFUSED)";
    expect(await steps({}, 1)).toEqual(["resolve ok", gone, "proxy skipped", "tls skipped", "export skipped"]);
  });
});

describe("A proxy that is spoken to over TLS", () => {
  test("is not told anything unless its certificate is trusted, or need not be", async () => {
    const proxy = await startConnectProxy({ login, tls: authority.issue("127.0.0.1") });
    const receiver = await startTlsReceiver("http-protobuf", { authority, host });
    const secure = { secure: true, authorization: basic(login) };
    expect(await failure("http-protobuf", proxyAt(proxy.port, secure))).toContain("no TLS with the proxy");
    expect([...proxy.authorizations]).toEqual([]);
    const lenient = proxyAt(proxy.port, { ...secure, strictTls: false });
    await sender("http-protobuf", receiver.port, lenient).send(records);
    expect(receiver.items).toBe(1);
    // the receiver's own certificate counts all the same
    const untrusted = sender("http-protobuf", receiver.port, lenient, {}).send(records);
    await expect(untrusted).rejects.toMatchObject({ failure: { kind: "tls" } });
  });
});

test("Without TLS a request is handed to the proxy with its whole address, as Codex does", async () => {
  const { http, listener } = await startListener();
  const proxy = await startConnectProxy({ login });
  const [address, port] = http.split(":") as [string, string];
  const endpoint = `http://${http}/v1/logs`;
  const target = { endpoint, host: address, port: Number(port), protocol: "http-json", signal: "logs" } as const;
  const tried = async (more: Partial<HttpProxy>) => {
    const steps = await testConnection({ ...target, headers: {}, tls: {}, proxy: proxyAt(proxy.port, more) });
    return steps.map(({ step, outcome, summary }) => `${step} ${outcome}: ${summary}`).at(-1);
  };
  expect(await tried({ authorization: basic(login) })).toBe("export ok: accepted");
  expect(listener.totals()).toMatchObject({ requests: 1 });
  expect(await tried({})).toContain("export failed: 407: the proxy");
  expect(proxy.asked).toEqual([`POST ${endpoint}`, `POST ${endpoint}`]);
});
