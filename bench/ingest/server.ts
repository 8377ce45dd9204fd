import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { spawnOn } from "../load/pinning.ts";

/** A receiver under load, in a process of its own. */
export interface Server {
  readonly pid: number;
  readonly grpc: string;
  readonly http: string;
  /** How many bytes it has written so far. */
  written(): Promise<number>;
  stop(): Promise<void>;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await once(child, "exit");
  clearTimeout(timer);
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? await bytesIn(path) : (await stat(path)).size;
  }
  return bytes;
}

/** Our listener; see `listenerProcess.ts`. */
export async function startListener(bundles: string, root: string, folder: string, write: boolean): Promise<Server> {
  await mkdir(folder, { recursive: true });
  const args = [join(bundles, "listenerProcess.mjs"), join(root, "dist/listener-worker.js"), folder];
  const child = spawnOn(0, process.execPath, write ? [...args, "--write"] : args, folder);
  child.stderr?.pipe(process.stderr);
  if (child.stdout === null) throw new Error("the listener has no output");
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), "line"),
    once(child, "exit").then(() => Promise.reject(new Error("the listener ended early"))),
  ])) as [string];
  const receiver = JSON.parse(line) as { grpc: string; http: string; pid: number };
  return { ...receiver, written: () => bytesIn(folder), stop: () => stopped(child) };
}

/** Receives and writes one file, and does nothing else. */
const plainCollector = (folder: string) => `
receivers:
  otlp:
    protocols:
      grpc: { endpoint: "\${env:CODEX_OTEL_GRPC_ENDPOINT}" }
      http: { endpoint: "\${env:CODEX_OTEL_HTTP_ENDPOINT}" }
exporters:
  file: { path: ${JSON.stringify(join(folder, "all.jsonl"))} }
service:
  pipelines:
    logs: { receivers: [otlp], exporters: [file] }
`;

/** The Collector with an exported policy, or without any. */
export async function startCollector(program: string, folder: string, policy: string | undefined): Promise<Server> {
  await mkdir(folder, { recursive: true });
  const config = join(folder, "config.yaml");
  const quiet = join(folder, "quiet.yaml");
  await writeFile(config, policy ?? plainCollector(folder));
  await writeFile(quiet, "service: { telemetry: { metrics: { level: none }, logs: { level: warn } } }\n");
  const [grpc, http] = await Promise.all([freeAddress(), freeAddress()]);
  const environment = { ...process.env, CODEX_OTEL_GRPC_ENDPOINT: grpc, CODEX_OTEL_HTTP_ENDPOINT: http };
  const child = spawnOn(0, program, ["--config", config, "--config", quiet], folder, environment);
  await started("The Collector", child, http);
  return { grpc, http, pid: child.pid ?? -1, written: () => bytesIn(folder), stop: () => stopped(child) };
}

/** Otelite with its store in the folder. */
export async function startOtelite(program: string, folder: string): Promise<Server> {
  await mkdir(folder, { recursive: true });
  const [grpc, http, dashboard] = await Promise.all([freeAddress(), freeAddress(), freeAddress()]);
  const environment = {
    ...process.env,
    OTELITE_DATA_DIR: folder,
    OTELITE_OTLP_GRPC_PORT: grpc.split(":")[1],
    OTELITE_OTLP_HTTP_PORT: http.split(":")[1],
  };
  const child = spawnOn(0, program, ["serve", "--addr", dashboard, "--log-level", "warn"], folder, environment);
  await started("Otelite", child, http);
  return { grpc, http, pid: child.pid ?? -1, written: () => bytesIn(folder), stop: () => stopped(child) };
}

async function started(name: string, child: ChildProcess, http: string): Promise<void> {
  let output = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    output = (output + chunk).slice(-4000);
  });
  child.stdout?.resume();
  for (let tries = 0; !(await answers(http)); tries++) {
    if (tries > 300 || child.exitCode !== null) {
      child.kill("SIGKILL");
      throw new Error(`${name} did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function answers(address: string): Promise<boolean> {
  const headers = { "content-type": "application/json" };
  const asked = fetch(`http://${address}/v1/logs`, { method: "POST", headers, body: '{"resourceLogs":[]}' });
  return asked.then(({ ok }) => ok).catch(() => false);
}

async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}
