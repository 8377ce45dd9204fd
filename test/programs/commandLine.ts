import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));
const startTimeout = 180_000;

/** Path of the bundled command line; bundles first unless `npm test` already has (CODEX_OTEL_BUILT). */
export async function commandLine(): Promise<string> {
  if (!process.env.CODEX_OTEL_BUILT) {
    await promisify(execFile)(process.execPath, [`${root}esbuild.mjs`], { cwd: root });
  }
  return `${root}dist/cli.js`;
}

/** One line of `tail --format jsonl`. */
export interface TailedEvent {
  readonly time: string;
  readonly session: string;
  readonly turn: number;
  readonly event: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly findings: readonly { readonly id: string; readonly severity: string; readonly message: string }[];
  readonly routes: Readonly<Record<string, { readonly decision: string; readonly rule: string }>>;
}

/** A running `codex-otel tail`. */
export interface Tail {
  /** `127.0.0.1:PORT` */
  readonly grpc: string;
  readonly http: string;
  /** Ends it as Ctrl+C does and answers with everything it printed. */
  stop(): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly events: TailedEvent[] }>;
}

/** Starts the real command line's listener on free ports, printing one JSON object a line. */
export async function startTail(args: readonly string[] = []): Promise<Tail> {
  const cli = await commandLine();
  const child = spawn(
    process.execPath,
    [cli, "tail", "--format", "jsonl", "--grpc-port", "0", "--http-port", "0", ...args],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const { grpc, http } = await addressesOf(child);
  return {
    grpc,
    http,
    stop: async () => {
      child.kill("SIGINT");
      const exitCode = await ended;
      const lines = stdout.split("\n").filter((line) => line !== "");
      return { exitCode, stdout, events: lines.map((line) => JSON.parse(line) as TailedEvent) };
    },
  };
}

/** Reads `listening grpc=HOST:PORT http=HOST:PORT` from standard error. */
function addressesOf(child: ChildProcess): Promise<{ readonly grpc: string; readonly http: string }> {
  return new Promise((resolve, reject) => {
    let stderr = "";
    const fail = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`codex-otel tail ${why}:\n${stderr}`));
    };
    const timer = setTimeout(() => fail("printed no address"), startTimeout);
    const endedEarly = (): void => fail("ended early");
    child.once("close", endedEarly);
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
      const [, grpc, http] = /listening grpc=(\S+) http=(\S+)/.exec(stderr) ?? [];
      if (grpc === undefined || http === undefined) return;
      clearTimeout(timer);
      child.removeListener("close", endedEarly);
      resolve({ grpc, http });
    });
  });
}
