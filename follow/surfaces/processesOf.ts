import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a process may take to end by itself, in milliseconds. */
const patience = 5000;
const interval = 100;

/**
 * Ends all processes that were started with this folder as `CODEX_HOME`: Codex's daemon begins others that outlive it. Where
 * the system does not tell what a process was started with, as only Linux does, nothing is ended.
 */
export async function endProcessesOf(codexHome: string): Promise<void> {
  for (const end = Date.now() + patience; signal(codexHome, "SIGTERM") > 0 && Date.now() < end; ) await sleep(interval);
  signal(codexHome, "SIGKILL");
}

function signal(codexHome: string, name: NodeJS.Signals): number {
  const pids = processesOf(codexHome);
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // it has ended meanwhile
    }
  }
  return pids.length;
}

/** The ids of the processes that were started with this folder as `CODEX_HOME`. */
export function processesOf(codexHome: string): readonly number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(`CODEX_HOME=${codexHome}`));
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}
