// strace, by which tests see every program that is started.
import { exists, run, say } from "./programCache.mjs";

const path = "/usr/bin/strace";
const aptInstall = ["install", "-y", "--no-install-recommends", "strace"];

/**
 * The path of strace; installs Debian's as root. Does not reject: where it cannot be had or the system lets nobody watch
 * programs, it says so.
 *
 * @returns {Promise<{ path: string } | { unobtainable: string }>}
 */
export async function obtainStrace() {
  if (process.platform !== "linux") return { unobtainable: "it watches programs of Linux only" };
  try {
    if (!(await exists(path))) await install();
    await run(path, ["-f", "-qq", "--seccomp-bpf", "-e", "trace=execve", "-o", "/dev/null", "true"], {});
    return { path };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { unobtainable: `it does not run here (${reason})` };
  }
}

async function install() {
  if (!(await exists("/etc/debian_version")) || process.getuid?.() !== 0) throw new Error("apt-get install strace");
  say("Installing strace with apt-get");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-q"], { env });
  await run("apt-get", aptInstall, { env });
}
