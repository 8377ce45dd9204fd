import { type ChildProcess, spawn, spawnSync } from "node:child_process";

/** The first core is the receiver's, the second the generator's, where the system lets us choose. */
const canPin = spawnSync("taskset", ["-c", "0", "true"]).status === 0;

/** What the pinning means for the numbers. */
export const pinning = canPin
  ? "receiver on one core, load generator on another"
  : "cores shared by receiver and load generator";

/** Starts a program on a core, where the system lets us choose. */
export function spawnOn(
  core: 0 | 1,
  command: string,
  args: readonly string[],
  cwd: string,
  env = process.env,
): ChildProcess {
  const [program, ...rest] = canPin ? ["taskset", "-c", String(core), command, ...args] : [command, ...args];
  return spawn(program as string, rest, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
}
