import { type ChildProcess, fork } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { onTestFinished } from "vitest";
import type { ListenerMethod, ListenerRequests } from "../../../listener/protocol/listenerRequests.ts";
import { freePort } from "../../../scripts/programs/freePort.mjs";
import { bundles } from "../bundles.ts";
import type { WindowAnswer, WindowCommand, WindowSettings, WindowStanding } from "./windowProtocol.ts";

/** A process that does with the listener what an editor window does. */
export interface WindowProcess {
  run(command: WindowCommand["do"] & ("start" | "stop" | "leave" | "clear" | "close")): Promise<unknown>;
  ask<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"] | undefined>;
  standing(): Promise<WindowStanding>;
  /** Ends the process at once, as a crash does; with `worker` its worker too. */
  kill(how?: "alone" | "with worker"): Promise<void>;
  /** The machine sleeps, or is back: for the window and its worker. */
  sleep(): void;
  wake(): void;
}

let program: Promise<string> | undefined;

async function buildProgram(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "codex-otel-window-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "window.cjs");
  const entryPoint = join(import.meta.dirname, "windowProgram.ts");
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "warning",
  });
  return outfile;
}

/** A folder and two ports for windows to share; gone when the test ends. */
export async function desk(): Promise<{
  open(more?: Partial<WindowSettings>): Promise<WindowProcess>;
  folder: string;
  http: string;
}> {
  const parent = await mkdtemp(join(tmpdir(), "windows-"));
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) signalGroup(child, "SIGKILL");
    await rm(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  const ports = { grpcPort: await freePort(), httpPort: await freePort() };
  const folder = join(parent, "listener");
  const open = async (more: Partial<WindowSettings> = {}) => {
    const workerFile = join(await bundles(), "listener-worker.js");
    const window = `window ${children.length + 1}`;
    const settings = { workerFile, folder, version: "1.0.0", window, keepHours: 24, ports, ...more };
    program ??= buildProgram();
    const child = fork(await program, [JSON.stringify(settings)], {
      execPath: process.execPath,
      execArgv: [],
      detached: true,
    });
    children.push(child);
    return windowOf(child);
  };
  return { open, folder, http: `127.0.0.1:${ports.httpPort}` };
}

function windowOf(child: ChildProcess): WindowProcess {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let nextId = 1;
  child.on("message", (answer: WindowAnswer) => {
    const { id } = answer;
    if ("error" in answer) waiting.get(id)?.reject(new Error(answer.error));
    else waiting.get(id)?.resolve(answer.result);
    waiting.delete(id);
  });
  const send = (command: WindowCommand): Promise<unknown> => {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.send({ id, command });
    });
  };
  return {
    run: (what) => send({ do: what }),
    ask: async (method, parameters) => (await send({ do: "ask", method, parameters })) as never,
    standing: async () => (await send({ do: "state" })) as WindowStanding,
    kill: (how = "alone") =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        if (how === "alone") child.kill("SIGKILL");
        else signalGroup(child, "SIGKILL");
      }),
    sleep: () => signalGroup(child, "SIGSTOP"),
    wake: () => signalGroup(child, "SIGCONT"),
  };
}

/** To the process and those it started. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // all of them have ended
  }
}
