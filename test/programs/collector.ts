import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { obtainCollector } from "../../scripts/programs/collector.mjs";
import { freePort } from "../../scripts/programs/freePort.mjs";

/** It compiles some thousand patterns, on a machine that may have other work. */
const startTimeout = 600_000;

/** A running OpenTelemetry Collector. */
export interface Collector {
  /** Where its configuration listens, for the variables of an exported one. */
  readonly http: URL;
  readonly grpc: URL;
  /** Ends it as Ctrl+C does: what it received is written. */
  stop(): Promise<void>;
}

/** The path of the pinned Collector; undefined where it cannot be built, unless CODEX_OTEL_COLLECTOR says it must be. */
export async function collectorProgram(): Promise<string | undefined> {
  const program = await obtainCollector();
  if ("path" in program) return program.path;
  if (process.env.CODEX_OTEL_COLLECTOR === "required") throw new Error(program.unobtainable);
  return undefined;
}

/**
 * Starts the Collector in a folder, where the configuration's relative paths lead. The addresses of its receiver are in
 * CODEX_OTEL_GRPC_ENDPOINT and CODEX_OTEL_HTTP_ENDPOINT, as exported configurations expect them.
 */
export async function startCollector(
  program: string,
  configuration: string,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Collector> {
  const [grpcPort, httpPort] = [await freePort(), await freePort()];
  const quiet = join(folder, "quiet.yaml");
  await writeFile(quiet, "service: { telemetry: { metrics: { level: none } } }\n");
  const child = spawn(program, ["--config", configuration, "--config", quiet], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      CODEX_OTEL_GRPC_ENDPOINT: `127.0.0.1:${grpcPort}`,
      CODEX_OTEL_HTTP_ENDPOINT: `127.0.0.1:${httpPort}`,
      ...environment,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await ready(child);
  return {
    grpc: new URL(`http://127.0.0.1:${grpcPort}`),
    http: new URL(`http://127.0.0.1:${httpPort}`),
    stop: async () => {
      child.kill("SIGINT");
      await ended;
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let stderr = "";
    const fail = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`The Collector ${why}:\n${stderr.slice(-4000)}`));
    };
    const timer = setTimeout(() => fail("did not say that it is ready"), startTimeout);
    const endedEarly = (): void => {
      clearTimeout(timer);
      fail("ended early");
    };
    child.once("error", endedEarly).once("close", endedEarly);
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      stderr = (stderr + chunk).slice(-8000);
      if (!stderr.includes("Everything is ready")) return;
      clearTimeout(timer);
      child.removeListener("close", endedEarly);
      resolve();
    });
  });
}
