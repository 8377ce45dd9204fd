import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { runReplay } from "../../cli/commands/replay.ts";
import { type OtlpProtocol, otlpProtocols } from "../../core/otlp/otlpProtocol.ts";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { bundles } from "./bundles.ts";
import { certificateAuthority } from "./certificates.ts";
import { replayInto, scratchFolder, startTail } from "./commandLine.ts";
import { startConnectProxy } from "./connectProxy.ts";
import { wire } from "./runningListener.ts";
import { startTlsReceiver } from "./tlsReceiver.ts";

const key = "ApiKey a-key-that-nobody-may-see";
const password = "a-password-that-nobody-may-see";
const host = "siem.test";
const authority = certificateAuthority();
const client = authority.issue("a client");
let workerFile = "";
beforeAll(async () => {
  workerFile = join(await bundles(), "listener-worker.js");
});
afterAll(() => authority.dispose());

const policyFor = (protocol: OtlpProtocol, port: number, folder = "certificates") => `
version = 1
[destinations.siem]
receives = ["*"]
redact = { unknown = "mask" }
[destinations.siem.forward]
endpoint = "https://${host}:${port}"
protocol = "${protocol}"
headers_env = { Authorization = "SIEM_KEY" }
tls = { ca_file = "${folder}/ca.pem", cert_file = "${folder}/client.pem", key_file = "${folder}/client.key" }
`;

async function writeCertificates(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "ca.pem"), authority.certificate);
  await writeFile(join(folder, "client.pem"), client.certificate);
  await writeFile(join(folder, "client.key"), client.privateKey, { mode: 0o600 });
}

/** The worker's own process, with a policy that came with a workspace. */
async function startWorker(policyText: string, workspace: string, more: Partial<ListenerOptions> = {}) {
  const worker = new ListenerWorkerHost(workerFile);
  onTestFinished(() => worker.dispose());
  const policyPlace = { file: join(workspace, "otel-policy.toml"), home: workspace, workspace: [workspace] };
  const { http } = await worker.request("start", {
    ...{ grpcPort: 0, httpPort: 0, host: "127.0.0.1", policyText, policyPlace, maximumEvents: 1000 },
    ...{ forward: true, secrets: { SIEM_KEY: key }, ...more },
  });
  const headers = { "content-type": "application/json" };
  const body = wire("shell-tools.logs.http.json");
  const post = () => fetch(`http://${http}/v1/logs`, { method: "POST", headers, body });
  await post();
  const status = async (): Promise<RelayStatus> => {
    const [one] = await worker.request("relays", undefined);
    if (one === undefined) throw new Error("nothing is forwarded");
    expect(JSON.stringify(one)).not.toMatch(/nobody-may-see|PRIVATE KEY/);
    return one;
  };
  return { worker, post, status, policyPlace };
}

const patience = { interval: 100 };

describe.each(otlpProtocols)("A worker that forwards over %s", (protocol) => {
  test("goes through the proxy of the settings, with a client certificate of the company's authority", async () => {
    const folder = await scratchFolder();
    await writeCertificates(join(folder, "certificates"));
    const proxy = await startConnectProxy({ login: `me:${password}` });
    const receiver = await startTlsReceiver(protocol, { authority, host, clients: true });
    const proxies = { proxy: `http://me:${password}@127.0.0.1:${proxy.port}` };
    const { status } = await startWorker(policyFor(protocol, receiver.port), folder, { proxies });
    await expect.poll(async () => (await status()).lastAnswer?.summary, patience).toBe("accepted");
    expect(receiver.items).toBeGreaterThan(0);
    expect(await status()).toMatchObject({
      ...{ proxy: `127.0.0.1:${proxy.port}`, losses: [], refusals: [] },
      items: { sent: { logs: receiver.items }, waiting: { logs: 0 } },
    });
    expect([...receiver.keys]).toEqual([key]);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${host}:${receiver.port}`]));
  });

  test("says what fails at the proxy of its environment, and loses nothing until another is named", async () => {
    const folder = await scratchFolder();
    await writeCertificates(join(folder, "certificates"));
    const proxy = await startConnectProxy({ login: `me:${password}` });
    const receiver = await startTlsReceiver(protocol, { authority, host, clients: true });
    vi.stubEnv("HTTPS_PROXY", `http://127.0.0.1:${proxy.port}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { worker, status } = await startWorker(policyFor(protocol, receiver.port), folder);
    await expect
      .poll(async () => (await status()).lastAnswer?.summary, patience)
      .toBe(`407: the proxy 127.0.0.1:${proxy.port} wants a name and password that it knows`);
    expect((await status()).lastAnswer?.check).toContain("in HTTPS_PROXY");
    expect(await status()).toMatchObject({ items: { sent: { logs: 0 } }, losses: [], refusals: [] });
    const proxies = { proxy: `127.0.0.1:${proxy.port}`, authorization: `Basic ${btoa(`me:${password}`)}` };
    await worker.request("setForwarding", { forward: true, proxies });
    await expect.poll(async () => (await status()).items.waiting.logs, patience).toBe(0);
    const { items, losses, refusals } = await status();
    expect({ sent: items.sent.logs, losses, refusals }).toEqual({ sent: receiver.items, losses: [], refusals: [] });
    expect(receiver.items).toBeGreaterThan(0);
  });
});

test("A workspace's policy gets no file from outside of it; what is put right counts at the next attempt", async () => {
  const folder = await scratchFolder();
  const [outside, workspace] = [join(folder, "home"), join(folder, "project")];
  await writeCertificates(outside);
  const receiver = await startTlsReceiver("http-json", { authority, host: "127.0.0.1", clients: true });
  const at = (certificates: string) => policyFor("http-json", receiver.port, certificates).replace(host, "127.0.0.1");
  const { worker, post, status, policyPlace } = await startWorker(at("../home"), workspace);
  const said = async () => {
    const { lastAnswer } = await status();
    return `${lastAnswer?.summary}: ${lastAnswer?.check}`;
  };
  await expect.poll(said, patience).toContain("only name files inside of it");
  await worker.request("setPolicy", { policyText: at("mine"), policyPlace });
  await expect.poll(said, patience).toContain("its certificates cannot be used: The ca_file mine/ca.pem is not used");
  await writeCertificates(join(workspace, "mine"));
  await expect.poll(said, patience).toBe("accepted: ");
  expect(receiver.items).toBeGreaterThan(0);
  expect(await status()).toMatchObject({
    items: { waiting: { logs: 0 }, sent: { logs: receiver.items } },
    ...{ losses: [], refusals: [] },
  });
  await worker.request("setPolicy", { policyText: at(outside) });
  await post();
  await expect.poll(said, patience).toContain("where the policy lies is not known");
});

test("In a terminal the files are found from the policy, and the environment names the proxy, for replaying too", async () => {
  const folder = await scratchFolder();
  await writeCertificates(join(folder, "certificates"));
  const proxy = await startConnectProxy({ login: `me:${password}` });
  const receiver = await startTlsReceiver("grpc", { authority, host, clients: true });
  const policy = join(folder, "otel-policy.toml");
  await writeFile(policy, policyFor("grpc", receiver.port));
  const HTTPS_PROXY = `http://me:${password}@127.0.0.1:${proxy.port}`;
  const tail = await startTail(["--forward", "--policy", policy], { HTTPS_PROXY, SIEM_KEY: key });
  const file = join(import.meta.dirname, "../fixtures/captures/shell-tools.logs.otlp.jsonl");
  expect((await replayInto(tail, "grpc", file)).exitCode).toBe(0);
  await expect.poll(() => receiver.items, patience).toBeGreaterThan(0);
  const { stdout, stderr } = await tail.stop();
  expect(stderr).toContain(
    `https://${host}:${receiver.port}/ through the proxy 127.0.0.1:${proxy.port} answers: accepted`,
  );
  expect(`${stdout}${stderr}`).not.toContain("nobody-may-see");
  let said = "";
  const replayed = await runReplay([file, "--to", `https://${host}:${receiver.port}`], {
    stdout: () => undefined,
    stderr: (text) => {
      said += text;
    },
    environment: { HTTPS_PROXY },
    currentDirectory: folder,
  });
  // nothing names the company's authority to it: it comes as far as the receiver's certificate
  expect(replayed).toBe(1);
  expect(said).not.toContain("nobody-may-see");
  expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${host}:${receiver.port}`]));
});
