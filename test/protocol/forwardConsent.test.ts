import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { allowedOf } from "./allowedForward.ts";
import { bundles } from "./bundles.ts";

const origin = "workspace:file:///project/otel-policy.toml";

let workerFile = "";
beforeAll(async () => {
  workerFile = join(await bundles(), "listener-worker.js");
});

/** A backend that keeps the bodies it was sent. */
async function backend() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (data) => {
      body += String(data);
    });
    request.once("end", () => {
      bodies.push(body);
      response.end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

interface Parts {
  readonly prompt?: string;
  readonly salt?: string;
}

const policyFor = (url: string, { prompt = "drop", salt = "" }: Parts = {}) => `version = 1
${salt === "" ? "" : `[hashing]\nsalt_env = "${salt}"`}
[classes]
prompt = ["prompt"]
identity = ["user.email"]
[destinations.siem]
signals = ["logs"]
receives = ["*"]
redact = { prompt = "${prompt}", identity = "hash", unknown = "keep" }
forward = { endpoint = "${url}", protocol = "http-json" }
`;

/** A worker with a password in its environment that a policy may name. */
async function listening(options: Pick<ListenerOptions, "policyText" | "policyOrigin" | "allowed">) {
  vi.stubEnv("DB_PASSWORD", "hunter2");
  const worker = new ListenerWorkerHost(workerFile);
  vi.unstubAllEnvs();
  onTestFinished(() => worker.dispose());
  const ports = { host: "127.0.0.1", grpcPort: 0, httpPort: 0, maximumEvents: 10 };
  const { http } = await worker.request("start", { ...ports, forward: true, policyOrigin: origin, ...options });
  const post = async (prompt: string): Promise<void> => {
    const attributes = Object.entries({ "event.name": "codex.user_prompt", prompt, "user.email": "a@b.example" });
    const record = { attributes: attributes.map(([key, stringValue]) => ({ key, value: { stringValue } })) };
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
    const headers = { "content-type": "application/json" };
    expect((await fetch(`http://${http}/v1/logs`, { method: "POST", headers, body })).status).toBe(200);
  };
  return { worker, post };
}

const hashOf = (salt: string) => createHash("sha256").update(`${salt}a@b.example`).digest("hex");
const settled = async (statuses: () => Promise<readonly RelayStatus[]>, sent: number) =>
  expect.poll(async () => (await statuses())[0]?.items.sent.logs).toBe(sent);

describe("A policy of the workspace that was allowed while it dropped prompts", () => {
  test("sends nothing any more once it keeps them and names a salt, until that is allowed too", async () => {
    const { url, bodies } = await backend();
    const policyText = policyFor(url);
    const { worker, post } = await listening({ policyText, allowed: [allowedOf(policyText, origin)] });
    const statuses = () => worker.request("relays", undefined);
    await post("first words");
    await settled(statuses, 1);
    expect(bodies.join()).not.toContain("first words");
    expect(bodies.join()).toContain(hashOf(""));

    const weaker = policyFor(url, { prompt: "keep", salt: "DB_PASSWORD" });
    await worker.request("setPolicy", { policyText: weaker, policyOrigin: origin });
    await post("second words");
    expect(await statuses()).toMatchObject([{ state: "stopped", needsConsent: true, items: { atRest: { logs: 1 } } }]);
    const { rows } = await worker.request("find", { filter: {}, limit: 1 });
    const shown = await worker.request("preview", { id: rows[0]?.id ?? 0, destination: "siem" });
    expect(shown?.delivered).toContain(hashOf(""));
    expect(shown?.delivered).not.toContain(hashOf("hunter2"));
    expect(bodies.join()).not.toContain("second words");

    const allowed = [allowedOf(weaker, origin)];
    await worker.request("setForwarding", { forward: true, allowed });
    await settled(statuses, 1);
    await post("third words");
    await settled(statuses, 2);
    expect(bodies.join()).toContain("second words");
    expect(bodies.at(-1)).toContain(hashOf("hunter2"));
  });

  test("never sends what was received meanwhile when the policy is taken back", async () => {
    const { url, bodies } = await backend();
    const policyText = policyFor(url);
    const { worker, post } = await listening({ policyText, allowed: [allowedOf(policyText, origin)] });
    await worker.request("setPolicy", { policyText: policyFor(url, { prompt: "keep" }), policyOrigin: origin });
    await post("words that nobody allowed");
    await worker.request("setPolicy", { policyText, policyOrigin: origin });
    await post("others");
    await settled(() => worker.request("relays", undefined), 1);
    expect(bodies).toHaveLength(1);
    expect(bodies.join()).not.toContain("words that nobody allowed");
  });

  test("allows nothing for the same policy in another repository", async () => {
    const { url, bodies } = await backend();
    const policyText = policyFor(url);
    const { worker, post } = await listening({ policyText, allowed: [allowedOf(policyText, origin)] });
    await worker.request("setPolicy", { policyText, policyOrigin: "workspace:file:///other/otel-policy.toml" });
    await post("words");
    expect(await worker.request("relays", undefined)).toMatchObject([{ state: "stopped", needsConsent: true }]);
    expect(bodies).toEqual([]);
  });
});

test("A policy of the workspace that takes the place of a person's own is sent nothing, however the two messages come", async () => {
  const { url, bodies } = await backend();
  const policyText = policyFor(url, { prompt: "keep" });
  const own = { policyText: policyFor(url), policyOrigin: "user:file:///home/me/otel-policy.toml" };
  const { worker, post } = await listening(own);
  // what is allowed would be told in a second message
  await worker.request("setPolicy", { policyText, policyOrigin: origin });
  await post("words");
  expect(await worker.request("relays", undefined)).toMatchObject([{ state: "stopped", needsConsent: true }]);
  expect(bodies).toEqual([]);
});
