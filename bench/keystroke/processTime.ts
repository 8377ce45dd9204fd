import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const settled = 5;
const longestWait = 2000;

/**
 * Milliseconds that all threads of a process have spent on a processor, exact to the nanosecond (Linux, proc(5) and
 * Documentation/scheduler/sched-stats: the first number of `schedstat`). NaN elsewhere, and for a process that is gone.
 */
export function processTime(pid: number): number {
  const folder = `/proc/${pid}/task`;
  try {
    let nanoseconds = 0;
    for (const thread of readdirSync(folder))
      nanoseconds += Number(readFileSync(`${folder}/${thread}/schedstat`, "utf8").split(" ", 1)[0]);
    return nanoseconds / 1e6;
  } catch {
    return Number.NaN;
  }
}

/** The time once the process has come to rest, so that work behind an answer is counted with it. */
export async function settledProcessTime(pid: number): Promise<number> {
  let before = processTime(pid);
  for (let waited = 0; waited < longestWait; waited += settled) {
    await delay(settled);
    const now = processTime(pid);
    if (Number.isNaN(now) || now - before < 0.02) return now;
    before = now;
  }
  return before;
}

/** The most memory the process ever held, in MiB; NaN where the system does not say. */
export const peakMemory = (pid: number): number => statusOf(pid, "VmHWM");

/** The memory that the process holds now, in MiB; NaN where the system does not say. */
export const residentMemory = (pid: number): number => statusOf(pid, "VmRSS");

function statusOf(pid: number, name: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
