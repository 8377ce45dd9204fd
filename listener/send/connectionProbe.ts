import { lookup } from "node:dns/promises";
import { connect as connectSocket, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import { endpointDisguise } from "../../core/policy/secrets/endpointLook.ts";
import type { ConnectionStep, ConnectionStepName, ConnectionTarget, HttpProxy } from "../protocol/connection.ts";
import { explainFailure } from "./backendAnswer.ts";
import { proxyName } from "./httpProxy.ts";
import { openSender } from "./otlpSender.ts";
import { OtlpSendError } from "./sender.ts";
import { connectionFailure, type SendFailure } from "./sendFailure.ts";
import { secureContextOptions } from "./tlsOptions.ts";
import { failedAt, openTunnel, TunnelError } from "./tunnel.ts";

const stepMilliseconds = 10_000;

type Finished = Pick<ConnectionStep, "summary">;

/**
 * Tries what Codex would do, step by step: resolve the name, connect, agree on TLS, and send an empty export request with
 * the exporter's headers. With a proxy its name is resolved, and it is asked to let through. The steps after the first failed one are skipped. Nothing is thrown.
 */
export async function testConnection(target: ConnectionTarget): Promise<readonly ConnectionStep[]> {
  const disguise = endpointDisguise(target.endpoint);
  if (disguise !== undefined)
    return [{ step: "resolve", outcome: "failed", milliseconds: 0, summary: "nothing was sent", check: disguise }];
  const url = new URL(target.endpoint);
  const steps: ConnectionStep[] = [];
  const run = async (step: ConnectionStepName, task: () => Promise<Finished>): Promise<void> => {
    if (steps.some(({ outcome }) => outcome === "failed")) {
      steps.push({ step, outcome: "skipped", milliseconds: 0, summary: "", check: "" });
      return;
    }
    const start = performance.now();
    const took = () => Math.round(performance.now() - start);
    try {
      const { summary } = await task();
      steps.push({ step, outcome: "ok", milliseconds: took(), summary, check: "" });
    } catch (error) {
      const { summary, check } = explainFailure(failureOf(error), url, target.protocol);
      steps.push({ step, outcome: "failed", milliseconds: took(), summary, check });
    }
  };
  const { proxy } = target;
  const nearest = proxy ?? target;
  await run("resolve", () => atProxy(proxy, () => resolveName(nearest.host)));
  await run("connect", () => atProxy(proxy, () => connect(nearest)));
  if (proxy !== undefined && url.protocol === "https:") await run("proxy", () => askProxy(proxy, target));
  if (url.protocol === "https:") await run("tls", () => agreeOnTls(target));
  await run("export", () => sendEmpty(target, url));
  return steps;
}

const failureOf = (error: unknown): SendFailure =>
  error instanceof OtlpSendError || error instanceof TunnelError ? error.failure : connectionFailure(error);

/** Whoever connects to a proxy fails there, not at the receiver. */
async function atProxy(proxy: HttpProxy | undefined, task: () => Promise<Finished>): Promise<Finished> {
  if (proxy === undefined) return task();
  try {
    const { summary } = await task();
    return { summary: `the proxy ${proxyName(proxy)}: ${summary}` };
  } catch (error) {
    throw new TunnelError(failedAt(proxy, connectionFailure(error)));
  }
}

async function askProxy(proxy: HttpProxy, target: ConnectionTarget): Promise<Finished> {
  const socket = await openTunnel(proxy, endOf(target), stepMilliseconds);
  socket.destroy();
  return { summary: `${proxyName(proxy)} lets through` };
}

const endOf = ({ host, port }: ConnectionTarget) => ({ host: bare(host), port });

async function resolveName(host: string): Promise<Finished> {
  const addresses = await lookup(bare(host), { all: true });
  return { summary: addresses.map(({ address }) => address).join(", ") };
}

/** Without the brackets of an IPv6 address. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

async function connect({ host, port }: Pick<ConnectionTarget, "host" | "port">): Promise<Finished> {
  const socket = connectSocket({ host: bare(host), port, timeout: stepMilliseconds });
  await opened(socket, "connect");
  const summary = `${socket.remoteAddress ?? host}, port ${port}`;
  socket.destroy();
  return { summary };
}

async function agreeOnTls(target: ConnectionTarget): Promise<Finished> {
  const { host, port, protocol, tls, proxy } = target;
  const name = bare(host);
  const tunnel = proxy && (await openTunnel(proxy, endOf(target), stepMilliseconds));
  const socket = connectTls({
    host: name,
    ...(tunnel === undefined ? { port } : { socket: tunnel }),
    timeout: stepMilliseconds,
    ALPNProtocols: protocol === "grpc" ? ["h2"] : ["http/1.1"],
    // an address is no server name (RFC 6066, section 3)
    ...(/[a-z]/i.test(name) && !name.includes(":") && { servername: name }),
    ...secureContextOptions(tls),
  });
  await opened(socket, "secureConnect");
  const summary = [socket.getProtocol(), socket.alpnProtocol || undefined].filter(Boolean).join(", ");
  socket.destroy();
  return { summary };
}

function opened(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.once(event, resolve);
    socket.once("error", fail);
    socket.once("timeout", () => fail(new Error("ETIMEDOUT")));
    socket.once("close", () => fail(new Error("ECONNRESET")));
  });
}

async function sendEmpty(
  { signal, protocol, headers, tls, host, port, proxy }: ConnectionTarget,
  url: URL,
): Promise<Finished> {
  const options = {
    headers,
    tls,
    timeoutMilliseconds: stepMilliseconds,
    exactUrl: true,
    grpcTarget: `${host}:${port}`,
    ...(proxy !== undefined && { proxy }),
  };
  const sender = openSender(url, protocol, options);
  try {
    const partial = await sender.send(decodeRequest(signal, new Uint8Array()));
    return { summary: partial === undefined ? "accepted" : "accepted, with a remark" };
  } finally {
    sender.close();
  }
}
