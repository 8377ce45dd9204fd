import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { runReplay } from "../../cli/commands/replay.ts";
import { reportError } from "../../cli/output/reportError.ts";
import { terminalIo } from "../../cli/output/terminalIo.ts";
import { bundles } from "./bundles.ts";

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function spawnCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder = process.cwd(),
): Promise<ChildProcess> {
  const cli = join(await bundles(), "cli.js");
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [cli, ...args], { stdio: ["ignore", "pipe", "pipe"], env, cwd: folder });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

function collect(child: ChildProcess): { readonly ended: Promise<Ended>; readonly stderr: () => string } {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { ended, stderr: () => stderr };
}

/** Runs `codex-otel` to its end. */
export async function codexOtel(...args: readonly string[]): Promise<Ended> {
  return collect(await spawnCommand(args, {})).ended;
}

/** Runs `codex-otel` in a folder to its end. */
export async function codexOtelIn(folder: string, ...args: readonly string[]): Promise<Ended> {
  return collect(await spawnCommand(args, {}, folder)).ended;
}

/** A running `codex-otel tail`. */
export interface Tail {
  /** `127.0.0.1:PORT` */
  readonly grpc: string;
  readonly http: string;
  readonly child: ChildProcess;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<Ended>;
  stop(signal?: "SIGINT" | "SIGTERM"): Promise<Ended>;
}

export async function startTail(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  folder = process.cwd(),
): Promise<Tail> {
  const child = await spawnCommand(["tail", "--grpc-port", "0", "--http-port", "0", ...args], environment, folder);
  const { ended, stderr } = collect(child);
  const { grpc, http } = await new Promise<{ grpc: string; http: string }>((resolve, reject) => {
    const look = () => {
      const match = /^listening grpc=(\S+) http=(\S+)\n/m.exec(stderr());
      if (match?.[1] && match[2]) resolve({ grpc: match[1], http: match[2] });
    };
    child.stderr?.on("data", look);
    child.once("close", () => reject(new Error(`tail ended early: ${stderr()}`)));
  });
  return {
    grpc,
    http,
    child,
    ended,
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
}

export const protocols = ["grpc", "http-protobuf", "http-json"] as const;
export type Protocol = (typeof protocols)[number];

/** Does what `codex-otel replay` does, without a process of its own. */
export async function replay(...args: readonly string[]): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  const io = terminalIo({
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    environment: {},
    currentDirectory: process.cwd(),
  });
  const exitCode = await runReplay(args, io).catch((error: unknown) => reportError(error, "replay", io));
  return { exitCode, stdout, stderr };
}

/** Plays captures into a running tail. */
export function replayInto(tail: Tail, protocol: Protocol, ...files: readonly string[]): Promise<Ended> {
  const to = `http://${protocol === "grpc" ? tail.grpc : tail.http}`;
  return replay(...files, "--to", to, "--protocol", protocol);
}

export interface Line {
  readonly time: string | null;
  readonly session: string;
  readonly turn: number;
  readonly event: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly findings: readonly { readonly id: string; readonly severity: string; readonly message: string }[];
  readonly routes: Readonly<
    Record<string, { readonly decision: string; readonly rule: string; readonly redactions: readonly object[] }>
  >;
}

export function linesOf({ stdout }: Ended): readonly Line[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

/** A fresh folder for files of one test, gone when it ends. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "codex-otel-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Every credential that was planted in the capture `secrets`: in the prompt, in a command and in its output. */
export const planted = [
  "AKIAIOSFODNN7EXAMPLE",
  "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
  "sk-proj-Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2Ji1Hg0Fe9Dc8Ba7",
  "BEGIN PRIVATE KEY",
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
];
