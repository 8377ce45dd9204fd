// The only file that may start a program: see startedPrograms.ts.
import { type ChildProcess, execFile, fork, type StdioOptions } from "node:child_process";
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

/**
 * Runs a command of the person's own configuration in a shell, with their environment, and resolves with what it printed. Only
 * after they were shown it and agreed. Rejects when it does not start, fails or takes too long.
 */
export function runInShell(
  _name: Extract<StartedProgramName, "headersHelper">,
  command: string,
  { cwd, milliseconds, mostBytes }: { readonly cwd: string; readonly milliseconds: number; readonly mostBytes: number },
): Promise<string> {
  if (process.platform === "win32") return Promise.reject(new Error("There is no /bin/sh."));
  return new Promise((resolve, reject) => {
    const options = { cwd, timeout: milliseconds, maxBuffer: mostBytes };
    const child = execFile("/bin/sh", ["-c", command], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.end();
  });
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
