import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Metadata, Server, ServerCredentials, type ServiceDefinition, status } from "@grpc/grpc-js";
import { build } from "esbuild";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseRequestJson } from "../../core/otlp/json.ts";
import { decodeRequest, encodeRequest, encodeResponse } from "../../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest, type Signal } from "../../core/otlp/requests.ts";
import { deliverRequest } from "../../core/policy/deliver/deliverRequest.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { parsePolicy } from "../../core/policy/read/parsePolicy.ts";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import { exportPaths } from "../../listener/receive/grpcReceiver.ts";
import { totalOf } from "../../listener/relay/signalCounts.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { Listener } from "../../listener/worker/listener.ts";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { allowedOf } from "./allowedForward.ts";
import { type Certificate, certificateFor } from "./certificates.ts";
import { scratchFolder } from "./commandLine.ts";

const key = "ApiKey a-key-that-nobody-may-see";

/** One destination that receives a part of everything, redacted. */
const policyFor = (endpoint: string, protocol: string) => `
version = 1
[classes]
prompt = ["prompt"]
tool_output = ["output"]
[destinations.siem]
signals = ["logs", "traces", "metrics"]
receives = ["codex.user_prompt", "codex.tool_*"]
redact = { prompt = "drop", tool_output = "mask", default = "keep" }
forward = { endpoint = "${endpoint}", protocol = "${protocol}", headers_env = { Authorization = "SIEM_KEY" } }
`;

const environment = (name: string) => (name === "SIEM_KEY" ? key : undefined);

interface Answer {
  readonly code?: number;
  readonly httpStatus?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly metadata?: Metadata;
}

/** A receiver that answers as a test says, over gRPC and HTTP, and keeps what it accepted. */
class Backend {
  readonly received: OtlpRequest[] = [];
  readonly keys = new Set<string>();
  attempts = 0;
  /** Undefined accepts. */
  answer: (attempt: number) => Answer | undefined = () => undefined;
  #grpc: Server | undefined;
  #http: HttpServer | undefined;

  async start(grpcPort = 0, httpPort = 0, tls?: Certificate): Promise<{ grpc: string; http: string }> {
    const same = (bytes: Buffer): Buffer => bytes;
    const method = (path: string) => ({
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    });
    const service = Object.fromEntries(
      Object.entries(exportPaths).map(([signal, path]) => [signal, method(path)]),
    ) satisfies ServiceDefinition;
    const grpc = new Server({ "grpc.enable_channelz": 1, "grpc.max_receive_message_length": -1 });
    grpc.addService(
      service,
      Object.fromEntries(
        (Object.keys(exportPaths) as Signal[]).map((signal) => [
          signal,
          (call: { request: Buffer; metadata: Metadata }, callback: (error: object | null, bytes?: Buffer) => void) => {
            this.keys.add(String(call.metadata.get("authorization")[0]));
            const answer = this.answer(++this.attempts);
            if (answer !== undefined) {
              callback({ code: answer.code, details: "no", metadata: answer.metadata });
              return;
            }
            this.received.push(decodeRequest(signal, call.request));
            callback(null, Buffer.from(encodeResponse(signal)));
          },
        ]),
      ),
    );
    this.#grpc = grpc;
    const boundGrpc = await new Promise<number>((resolve, reject) =>
      grpc.bindAsync(`127.0.0.1:${grpcPort}`, grpcCredentials(tls), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    const handle = (request: IncomingMessage, response: ServerResponse) => {
      void readAll(request).then((body) => {
        this.keys.add(String(request.headers.authorization));
        const answer = this.answer(++this.attempts);
        if (answer !== undefined) {
          response.writeHead(answer.httpStatus ?? 500, answer.headers).end();
          return;
        }
        const signal = request.url?.split("/").at(-1) as Signal;
        const isJson = request.headers["content-type"] === "application/json";
        this.received.push(isJson ? parseRequestJson(signal, body) : decodeRequest(signal, body));
        response.writeHead(200, { "content-type": "application/x-protobuf" }).end(encodeResponse(signal));
      });
    };
    const http = tls ? createTlsServer({ cert: tls.certificate, key: tls.privateKey }, handle) : createServer(handle);
    http.listen(httpPort, "127.0.0.1");
    await once(http, "listening");
    this.#http = http;
    const base = tls ? "https://localhost" : "http://127.0.0.1";
    return { grpc: `${base}:${boundGrpc}`, http: `${base}:${(http.address() as AddressInfo).port}` };
  }

  stop(): void {
    this.#grpc?.forceShutdown();
    this.#http?.closeAllConnections();
    this.#http?.close();
  }
}

const grpcCredentials = (tls: Certificate | undefined): ServerCredentials =>
  tls === undefined
    ? ServerCredentials.createInsecure()
    : ServerCredentials.createSsl(null, [
        { cert_chain: Buffer.from(tls.certificate), private_key: Buffer.from(tls.privateKey) },
      ]);

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function backend(): Backend {
  const started = new Backend();
  onTestFinished(() => started.stop());
  return started;
}

function forwarding(
  policyText: string,
  options: { relayFolder?: string; environment?: typeof environment } = {},
): Listener {
  const { environment: variables = environment, ...rest } = options;
  const listener = new Listener({ policyText, maximumEvents: 1000, forward: true, ...rest }, variables);
  onTestFinished(() => listener.close());
  return listener;
}

const sent = captureNames.flatMap((name) => captureRequests(name));
const receive = (listener: Listener, requests: readonly OtlpRequest[]) => {
  for (const request of requests) listener.accept({ signal: request.signal, bytes: encodeRequest(request) });
};
const items = (requests: readonly OtlpRequest[]) => requests.reduce((sum, request) => sum + countItems(request), 0);

/** What the policy delivers of requests, as the preview shows it. */
function deliveries(policyText: string, requests: readonly OtlpRequest[]): OtlpRequest[] {
  const { policy } = parsePolicy(policyText);
  if (policy === undefined) throw new Error("the policy is broken");
  const compiled = compilePolicy(policy, environment);
  return requests.flatMap((request) => {
    const delivered = deliverRequest(compiled, "siem", request).request;
    // as it is on the wire
    return delivered === undefined ? [] : decodeRequest(delivered.signal, encodeRequest(delivered));
  });
}

/** Counters of which only these are not zero, by signal. */
function counted(
  accepted: readonly OtlpRequest[],
  rest: Partial<Record<"sent" | "refused" | "waiting", readonly OtlpRequest[]>>,
) {
  const bySignal = (requests: readonly OtlpRequest[] = []) => {
    const of = (signal: Signal) => items(requests.filter((request) => request.signal === signal));
    return { logs: of("logs"), traces: of("traces"), metrics: of("metrics") };
  };
  const { sent: done, refused, waiting } = rest;
  return {
    accepted: bySignal(accepted),
    sent: bySignal(done),
    refused: bySignal(refused),
    lost: bySignal(),
    waiting: bySignal(waiting),
    atRest: bySignal(),
  };
}

/** The parts of requests that stand for themselves, whichever request they came in. */
const parts = (requests: readonly OtlpRequest[]): string[] =>
  requests
    .flatMap((otlp): unknown[] =>
      otlp.signal === "logs"
        ? otlp.request.resourceLogs
        : otlp.signal === "traces"
          ? otlp.request.resourceSpans
          : otlp.request.resourceMetrics,
    )
    .map((part) => JSON.stringify(part, (_, value) => (typeof value === "bigint" ? String(value) : value)));

const statusOf = (listener: Listener): RelayStatus => {
  const [status] = listener.relays();
  if (status === undefined) throw new Error("nothing is forwarded");
  return status;
};

describe.each(["grpc", "http-protobuf"] as const)("A destination over %s", (protocol) => {
  const endpointOf = (addresses: { grpc: string; http: string }) =>
    protocol === "grpc" ? addresses.grpc : addresses.http;

  test("gets what the preview shows for it and nothing else, with its headers", async () => {
    const siem = backend();
    const policy = policyFor(endpointOf(await siem.start()), protocol);
    const listener = forwarding(policy);
    receive(listener, sent);
    const expected = deliveries(policy, sent);
    await expect.poll(() => items(siem.received)).toBe(items(expected));
    expect(parts(siem.received)).toEqual(parts(expected));
    expect(siem.keys).toEqual(new Set([key]));
    await expect.poll(() => statusOf(listener).state).toBe("idle");
    expect(statusOf(listener)).toMatchObject({
      items: counted(expected, { sent: expected }),
      bytes: { queued: 0 },
      refusals: [],
      losses: [],
      retries: 0,
      lastAnswer: { good: true, summary: "accepted" },
    });
  });

  test("is tried again when it is busy, and gets everything in the end, once", async () => {
    const siem = backend();
    const info = new Metadata();
    siem.answer = (attempt) =>
      attempt <= 2
        ? { code: status.UNAVAILABLE, httpStatus: 503, headers: { "retry-after": "0" }, metadata: info }
        : undefined;
    const policy = policyFor(endpointOf(await siem.start()), protocol);
    const listener = forwarding(policy);
    receive(listener, sent.slice(0, 3));
    const expected = deliveries(policy, sent.slice(0, 3));
    await expect.poll(() => items(siem.received)).toBe(items(expected));
    expect(parts(siem.received)).toEqual(parts(expected));
    await expect.poll(() => totalOf(statusOf(listener).items.waiting)).toBe(0);
    expect(statusOf(listener)).toMatchObject({ retries: 2, items: counted(expected, { sent: expected }) });
  });

  test("that refuses the key loses nothing: everything waits until the person gives another one", async () => {
    const siem = backend();
    siem.answer = () => (siem.keys.has("right") ? undefined : { code: status.UNAUTHENTICATED, httpStatus: 401 });
    const policy = policyFor(endpointOf(await siem.start()), protocol);
    const listener = forwarding(policy, { environment: () => undefined });
    listener.setSecrets({ SIEM_KEY: key });
    receive(listener, sent);
    const expected = deliveries(policy, sent);
    await expect.poll(() => statusOf(listener).state).toBe("paused");
    expect(statusOf(listener)).toMatchObject({
      items: counted(expected, { waiting: expected }),
      lastAnswer: { good: false, summary: "401: the key was refused" },
    });
    expect(JSON.stringify(listener.relays())).not.toContain("nobody-may-see");
    const { attempts } = siem;
    listener.setSecrets({ SIEM_KEY: "right" });
    await expect.poll(() => items(siem.received)).toBe(items(expected));
    expect(attempts).toBe(1);
    await expect
      .poll(() => statusOf(listener).items)
      .toEqual(expect.objectContaining(counted(expected, { sent: expected })));
  });

  test("that refused everything can be sent it again, by the policy of then", async () => {
    const siem = backend();
    siem.answer = () => ({ code: status.UNIMPLEMENTED, httpStatus: 404 });
    const endpoint = endpointOf(await siem.start());
    const policy = policyFor(endpoint, protocol);
    const listener = forwarding(policy);
    receive(listener, sent);
    const refused = deliveries(policy, sent);
    await expect.poll(() => totalOf(statusOf(listener).items.waiting)).toBe(0);
    expect(statusOf(listener)).toMatchObject({ items: counted(refused, { refused }), losses: [] });
    siem.answer = () => undefined;
    const stricter = policy.replace('receives = ["codex.user_prompt", "codex.tool_*"]', 'receives = ["codex.tool_*"]');
    listener.setPolicy(stricter);
    const expected = deliveries(
      stricter,
      sent.filter(({ signal }) => signal === "logs"),
    );
    expect(items(expected)).toBeLessThan(items(refused));
    expect(await listener.missedEvents("siem")).toBe(items(expected));
    expect(await listener.sendAgain("siem")).toBe(items(expected));
    await expect.poll(() => items(siem.received)).toBe(items(expected));
    // the parts of a request that were received together come together again
    expect(JSON.stringify(parts(siem.received))).not.toContain("codex.user_prompt");
    await expect.poll(() => totalOf(statusOf(listener).items.waiting)).toBe(0);
    expect([await listener.missedEvents("siem"), statusOf(listener).missed]).toEqual([0, 0]);
  });

  test("that goes away in the middle and comes back gets the rest, and the counters add up", async () => {
    const siem = backend();
    const addresses = await siem.start();
    const policy = policyFor(endpointOf(addresses), protocol);
    const listener = forwarding(policy);
    receive(listener, sent.slice(0, 4));
    await expect.poll(() => siem.received.length).toBeGreaterThan(0);
    siem.stop();
    receive(listener, sent.slice(4));
    await expect.poll(() => statusOf(listener).lastAnswer?.good).toBe(false);
    const again = backend();
    await again.start(Number(new URL(addresses.grpc).port), Number(new URL(addresses.http).port));
    const expected = deliveries(policy, sent);
    await expect.poll(() => totalOf(statusOf(listener).items.waiting)).toBe(0);
    const received = [...siem.received, ...again.received];
    expect(new Set(parts(received))).toEqual(new Set(parts(expected)));
    expect(statusOf(listener).items).toMatchObject(counted(expected, { sent: expected }));
  });
});

describe("A destination that cannot be sent to", () => {
  test("without its header sends nothing and says which variable is missing, until the person gives it", async () => {
    const siem = backend();
    const policy = policyFor((await siem.start()).grpc, "grpc");
    const listener = forwarding(policy, { environment: () => undefined });
    receive(listener, sent.slice(0, 2));
    expect(statusOf(listener)).toMatchObject({ state: "stopped", problem: expect.stringContaining("SIEM_KEY") });
    expect(siem.attempts).toBe(0);
    listener.setSecrets({ SIEM_KEY: key });
    const expected = items(deliveries(policy, sent.slice(0, 2)));
    await expect.poll(() => items(siem.received)).toBe(expected);
  });

  test("sends nothing and reads no variable before it is allowed, and says so; then it sends what has waited", async () => {
    const siem = backend();
    const endpoint = (await siem.start()).grpc;
    const policyText = policyFor(endpoint, "grpc");
    const read = new Set<string>();
    const variables = (name: string) => {
      read.add(name);
      return environment(name);
    };
    const listener = new Listener({ policyText, maximumEvents: 1000, forward: true, allowed: [] }, variables);
    onTestFinished(() => listener.close());
    receive(listener, sent.slice(0, 2));
    listener.setSecrets({ SIEM_KEY: "given" });
    listener.setPolicy(policyText);
    expect(statusOf(listener)).toMatchObject({
      state: "stopped",
      items: { waiting: { logs: 0 } },
      needsConsent: true,
      problem: `Nothing is sent to ${new URL(endpoint).host} before you allow it: the policy came with the workspace.`,
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect({ attempts: siem.attempts, read: [...read].includes("SIEM_KEY") }).toEqual({ attempts: 0, read: false });

    listener.setForwarding(true, { allowed: [allowedOf(policyText)] });
    const expected = items(deliveries(policyText, sent.slice(0, 2)));
    await expect.poll(() => items(siem.received)).toBe(expected);
    expect(siem.keys).toEqual(new Set([key]));
    expect(statusOf(listener)).not.toHaveProperty("needsConsent");
  });

  test("that was allowed is not sent to under another variable", async () => {
    const siem = backend();
    const endpoint = (await siem.start()).grpc;
    const policyText = policyFor(endpoint, "grpc");
    const allowed = [allowedOf(policyText.replace("SIEM_KEY", "OTHER_KEY"))];
    const listener = new Listener({ policyText, maximumEvents: 1000, forward: true, allowed }, environment);
    onTestFinished(() => listener.close());
    receive(listener, sent.slice(0, 1));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect({ attempts: siem.attempts, ...statusOf(listener) }).toMatchObject({ attempts: 0, needsConsent: true });
  });

  test("gets nothing at all unless forwarding was asked for", async () => {
    const siem = backend();
    const policy = policyFor((await siem.start()).grpc, "grpc");
    const listener = new Listener({ policyText: policy, maximumEvents: 1000 }, environment);
    receive(listener, sent);
    expect(listener.relays()).toEqual([]);
    await listener.close();
    expect(siem.attempts).toBe(0);
  });

  test("gets what arrives from when forwarding is switched on until it is switched off", async () => {
    const siem = backend();
    const policy = policyFor((await siem.start()).grpc, "grpc");
    const listener = new Listener({ policyText: policy, maximumEvents: 1000 }, environment);
    onTestFinished(() => listener.close());
    const [before = [], while_ = [], after = []] = [sent.slice(0, 1), sent.slice(1, 3), sent.slice(3)];
    receive(listener, before);
    listener.setForwarding(true, {});
    receive(listener, while_);
    const expected = items(deliveries(policy, while_));
    await expect.poll(() => items(siem.received)).toBe(expected);
    listener.setForwarding(false, {});
    receive(listener, after);
    // the answer to what was on its way counts all the same
    await expect.poll(() => listener.relays()).toEqual([]);
    expect(items(siem.received)).toBe(expected);
  });
});

async function relayProgram(folder: string): Promise<string> {
  const program = join(folder, "relayProcess.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "relayProcess.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    loader: { ".toml": "text" },
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "warning",
  });
  return program;
}

/** A listener that forwards, in a process of its own. */
async function startRelayProcess(
  program: string,
  policyFile: string,
  folder: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<[ChildProcess, { grpc: string; status(): Promise<RelayStatus> }]> {
  const child = spawn(process.execPath, [program, policyFile, folder], {
    env: { ...process.env, SIEM_KEY: key, ...variables },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface(child.stdout);
  const next = async () => JSON.parse(((await once(lines, "line")) as [string])[0]);
  const { grpc } = await next();
  const status = async () => {
    child.stdin.write("\n");
    return (await next())[0];
  };
  return [child, { grpc, status }];
}

describe.each(["grpc", "http-protobuf", "http-json"] as const)("With TLS over %s", (protocol) => {
  const certificate = certificateFor("localhost");

  async function forwardWithTls(trusted: boolean) {
    const scratch = await scratchFolder();
    const siem = backend();
    const addresses = await siem.start(0, 0, certificate);
    const policy = policyFor(protocol === "grpc" ? addresses.grpc : addresses.http, protocol);
    const [policyFile, authority] = [join(scratch, "policy.toml"), join(scratch, "authority.pem")];
    await writeFile(policyFile, policy);
    await writeFile(authority, certificate.certificate);
    const program = await relayProgram(scratch);
    const variables = trusted ? { NODE_EXTRA_CA_CERTS: authority } : {};
    const [, { grpc, status }] = await startRelayProcess(program, policyFile, join(scratch, "relay"), variables);
    const sender = openSender(new URL(`http://${grpc}`), "grpc");
    for (const request of sent.slice(0, 4)) await sender.send(request);
    sender.close();
    return { siem, status, expected: items(deliveries(policy, sent.slice(0, 4))) };
  }

  test("a destination gets what it receives, with its headers", async () => {
    const { siem, status, expected } = await forwardWithTls(true);
    await expect.poll(() => items(siem.received)).toBe(expected);
    expect(siem.keys).toEqual(new Set([key]));
    const counts = async () => Object.entries((await status()).items).map(([word, count]) => [word, totalOf(count)]);
    await expect
      .poll(counts)
      .toEqual(Object.entries({ accepted: expected, sent: expected, refused: 0, lost: 0, waiting: 0, atRest: 0 }));
  });

  test("nothing goes to one whose certificate is not trusted, and that is said; it waits", async () => {
    const { siem, status, expected } = await forwardWithTls(false);
    await expect.poll(status).toMatchObject({
      lastAnswer: { good: false, summary: "the certificate is not trusted" },
    });
    expect(totalOf((await status()).items.waiting)).toBe(expected);
    expect([siem.attempts, siem.keys.size]).toEqual([0, 0]);
  });
});

describe("A listener that is killed", () => {
  test("loses nothing that it acknowledged: what was not sent is sent after its next start", async () => {
    const scratch = await scratchFolder();
    const siem = backend();
    const addresses = await siem.start();
    // busy until the listener was killed in the middle
    siem.answer = (attempt) => (attempt > 3 ? { code: status.UNAVAILABLE } : undefined);
    const policy = policyFor(addresses.grpc, "grpc");
    const policyFile = join(scratch, "policy.toml");
    await writeFile(policyFile, policy);
    const program = await relayProgram(scratch);
    const start = () => startRelayProcess(program, policyFile, join(scratch, "relay"));
    const [first, { grpc }] = await start();
    const sender = openSender(new URL(`http://${grpc}`), "grpc");
    for (const request of sent) await sender.send(request);
    sender.close();
    first.kill("SIGKILL");
    await once(first, "exit");
    const before = siem.received.length;
    siem.answer = () => undefined;
    await start();
    const expected = deliveries(policy, sent);
    await expect.poll(() => new Set(parts(siem.received)).size).toBe(new Set(parts(expected)).size);
    expect(siem.received.length).toBeGreaterThan(before);
    expect(new Set(parts(siem.received))).toEqual(new Set(parts(expected)));
  });
});

test("What waits for a destination of one project never reaches the endpoint that another one calls the same", async () => {
  const [elsewhere, mine] = [backend(), backend()];
  const away = await elsewhere.start();
  elsewhere.stop();
  const keeping = (endpoint: string) =>
    policyFor(endpoint, "http-protobuf").replace('prompt = "drop"', 'prompt = "keep"');
  const relayFolder = join(await scratchFolder(), "relay");
  const policy = policyFor((await mine.start()).http, "http-protobuf");
  const allowed = [
    allowedOf(keeping(away.http), "workspace:file:///a/otel-policy.toml"),
    allowedOf(policy, "workspace:file:///b/otel-policy.toml"),
  ];
  const listener = (policyText: string, policyOrigin: string) => {
    const options = { policyText, policyOrigin, maximumEvents: 1000, forward: true, relayFolder, allowed };
    const started = new Listener(options, environment);
    onTestFinished(() => started.close());
    return started;
  };
  const first = listener(keeping(away.http), "workspace:file:///a/otel-policy.toml");
  receive(first, sent);
  const prompts = items(deliveries(keeping(away.http), sent));
  await first.close();

  const second = listener(policy, "workspace:file:///b/otel-policy.toml");
  expect(second.relays()).toMatchObject([
    { destination: "siem", isCurrent: true, items: counted([], {}) },
    { destination: "siem", isCurrent: false, state: "resting", rest: "policy", endpoint: `${away.http}/` },
  ]);
  expect(totalOf(second.relays()[1]?.items.atRest ?? { logs: 0, traces: 0, metrics: 0 })).toBe(prompts);
  receive(second, sent);
  const expected = deliveries(policy, sent);
  await expect.poll(() => items(mine.received)).toBe(items(expected));
  expect(parts(mine.received)).toEqual(parts(expected));

  // and the same by a policy that changes while it runs
  second.setPolicy(keeping(away.http), "workspace:file:///a/otel-policy.toml");
  receive(second, sent);
  second.setPolicy(policy, "workspace:file:///b/otel-policy.toml");
  receive(second, sent.slice(0, 1));
  const more = items(expected) + items(deliveries(policy, sent.slice(0, 1)));
  await expect.poll(() => items(mine.received)).toBe(more);
  expect(second.relays().map(({ rest, items: { atRest } }) => [rest, totalOf(atRest)])).toEqual([
    [undefined, 0],
    ["policy", 2 * prompts],
  ]);
});
