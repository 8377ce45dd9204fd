// strace, by which tests see every program that is started.
import { ensureDebianPackage } from "./debianPackage.mjs";
import { run } from "./programCache.mjs";

const path = "/usr/bin/strace";

/**
 * The path of strace; installs Debian's as root. Does not reject: where it cannot be had or the system lets nobody watch
 * programs, it says so.
 *
 * @returns {Promise<{ path: string } | { unobtainable: string }>}
 */
export async function obtainStrace() {
  if (process.platform !== "linux") return { unobtainable: "it watches programs of Linux only" };
  try {
    await ensureDebianPackage(path, "strace");
    await run(path, ["-f", "-qq", "--seccomp-bpf", "-e", "trace=execve", "-o", "/dev/null", "true"], {});
    return { path };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { unobtainable: `it does not run here (${reason})` };
  }
}
