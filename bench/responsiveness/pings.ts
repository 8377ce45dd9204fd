import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** One look at the extension host, in milliseconds. */
export interface Ping {
  /** Since 1970. */
  readonly at: number;
  /** How much later than asked a timer ran. */
  readonly late: number;
  /** Until the event loop came round once. */
  readonly turn: number;
  /** Until a command of the window was answered. */
  readonly command: number;
}

/** Packages the extension that measures. */
export async function packagePing(root: string, file: string): Promise<void> {
  const vsce = join(root, "node_modules/@vscode/vsce/vsce");
  const options = ["--no-dependencies", "--allow-missing-repository", "--skip-license"];
  const cwd = join(root, "bench/responsiveness/ping");
  await promisify(execFile)(process.execPath, [vsce, "package", ...options, "--out", file], { cwd });
}

/** What it has written so far, and the process it runs in. */
export async function readPings(file: string): Promise<{ readonly pid: number; readonly pings: readonly Ping[] }> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Partial<Ping> & { readonly pid?: number });
  return {
    pid: lines.findLast(({ pid }) => pid !== undefined)?.pid ?? -1,
    pings: lines.filter((line): line is Ping => line.command !== undefined),
  };
}
