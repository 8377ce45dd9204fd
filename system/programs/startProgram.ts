// The only file that may start a program: see startedPrograms.ts.
import { type ChildProcess, execFile, fork, type StdioOptions, spawn } from "node:child_process";
import { dirname, isAbsolute } from "node:path";
import { inEmptyFolder } from "./emptyFolder.ts";
import { cleanSearchPath, type ProgramSurroundings, thisMachinesPrograms } from "./findProgram.ts";
import { inspectorArguments } from "./inspectorArguments.ts";
import type { ProgramCommand } from "./programCommand.ts";
import { programEnvironment } from "./programEnvironment.ts";
import type { StartedProgramName } from "./startedPrograms.ts";

/** Programs that are asked something, and those of our own that run on. */
export type AskedProgram = Extract<StartedProgramName, "codexVersion" | "lsof" | "ps" | "netstat" | "tasklist">;
export type OwnProcessName = Extract<StartedProgramName, "listenerWorker" | "languageServer">;

/** A running process of our own. */
export type OwnProcess = ChildProcess;

export interface AskOptions {
  readonly milliseconds: number;
  readonly mostBytes: number;
  /** Folders that nothing may be taken from. */
  readonly workspaces: readonly string[];
  /** The PATH that it is given; without it that of {@link cleanSearchPath}. */
  readonly path?: readonly string[];
}

/**
 * Starts a program of the table and resolves with what it printed. It runs in an empty folder, with an environment that names
 * no workspace. Rejects when there is no place for such a folder, or when it does not start, fails or takes too long.
 */
export async function askProgram(
  _name: AskedProgram,
  { file, args, isCommandLine }: ProgramCommand,
  { milliseconds, mostBytes, workspaces, path }: AskOptions,
  surroundings: ProgramSurroundings = thisMachinesPrograms,
): Promise<string> {
  if (!isAbsolute(file)) throw new Error("A program is started by its absolute path only.");
  const searched = path ?? (await cleanSearchPath(workspaces, surroundings));
  return inEmptyFolder(
    workspaces,
    (cwd) =>
      new Promise((resolve, reject) => {
        const options = {
          cwd,
          env: programEnvironment(workspaces, cwd, surroundings, searched),
          timeout: milliseconds,
          maxBuffer: mostBytes,
          windowsHide: true,
          windowsVerbatimArguments: isCommandLine,
        };
        const child = execFile(file, [...args], options, (error, stdout) => (error ? reject(error) : resolve(stdout)));
        child.stdin?.end();
      }),
  );
}

/** How a command in a shell came to its end. */
export type ShellEnd =
  | { readonly kind: "printed"; readonly text: string }
  | { readonly kind: "failed"; readonly code: number }
  | { readonly kind: "ended"; readonly signal: string }
  | { readonly kind: "late" | "tooMuch" | "canceled" | "notStarted" };

export interface ShellLimits {
  readonly milliseconds: number;
  readonly mostBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** For what the shell printed to arrive once it ended, where something that left its group holds the output open. */
const lastWordsMilliseconds = 250;

/**
 * Runs a command of the person's own configuration in a shell, with their environment. Only after they were shown it and
 * agreed. The shell leads a process group of its own, which is killed at its end, and where it takes too long, prints too much
 * or is canceled. Never rejects.
 */
export function runInShell(
  _name: Extract<StartedProgramName, "headersHelper">,
  command: string,
  cwd: string,
  { milliseconds, mostBytes, signal }: ShellLimits,
): Promise<ShellEnd> {
  if (process.platform === "win32") return Promise.resolve({ kind: "notStarted" });
  if (signal?.aborted) return Promise.resolve({ kind: "canceled" });
  // no program can be given a NUL
  if (command.includes("\0")) return Promise.resolve({ kind: "notStarted" });
  return new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", command], { cwd, detached: true, stdio: ["ignore", "pipe", "ignore"] });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let lastWords: NodeJS.Timeout | undefined;
    const kill = () => killGroup(child.pid);
    let isSettled = false;
    const settle = (end: ShellEnd) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(patience);
      clearTimeout(lastWords);
      signal?.removeEventListener("abort", cancel);
      process.removeListener("exit", kill);
      kill();
      child.stdout.destroy();
      resolve(end);
    };
    const cancel = () => settle({ kind: "canceled" });
    const patience = setTimeout(() => settle({ kind: "late" }), milliseconds);
    signal?.addEventListener("abort", cancel);
    process.once("exit", kill);
    child.stdout.on("error", () => undefined);
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) settle({ kind: "tooMuch" });
      else chunks.push(chunk);
    });
    child.once("error", () => settle({ kind: "notStarted" }));
    child.once("exit", (code, endedBy) => {
      if (isSettled) return;
      kill();
      const end = () => settle(shellEnd(code, endedBy, () => Buffer.concat(chunks).toString()));
      lastWords = setTimeout(end, lastWordsMilliseconds);
      child.once("close", end);
    });
  });
}

function shellEnd(code: number | null, signal: string | null, printed: () => string): ShellEnd {
  if (code === null) return { kind: "ended", signal: signal ?? "a signal" };
  return code === 0 ? { kind: "printed", text: printed() } : { kind: "failed", code };
}

/** Kills every process of the group that a process leads or led. */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // nothing of it runs any more
  }
}

/** How the processes of our own talk, and whether what they write to standard error is read. */
const ownProcesses = {
  listenerWorker: { serialization: "advanced", stderr: "ignore" },
  languageServer: { serialization: "json", stderr: "pipe" },
} as const satisfies Record<OwnProcessName, unknown>;

/**
 * Starts one of our own scripts, named in the table, with the Node that runs this. It speaks over an IPC channel. It runs in
 * the folder of the script, where no workspace puts anything.
 */
export function startOwnProcess(
  name: OwnProcessName,
  script: string,
  { args = [] }: { readonly args?: readonly string[] } = {},
): OwnProcess {
  if (!isAbsolute(script)) throw new Error("A script is started by its absolute path only.");
  const { NODE_OPTIONS: _options, NODE_PATH: _path, ...env } = process.env;
  const { serialization, stderr } = ownProcesses[name];
  const stdio: StdioOptions = ["ignore", "ignore", stderr, "ipc"];
  const execArgv = [...inspectorArguments(name)];
  return fork(script, [...args], { serialization, stdio, execArgv, cwd: dirname(script), env });
}
