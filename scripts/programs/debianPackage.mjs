// Programs that Debian has: tests use those of the machine, and root gets what is missing.
import { exists, run, say } from "./programCache.mjs";

/**
 * Installs the package of a program that is not there, as root on Debian. Rejects with what a person would have to do.
 *
 * @param {string} path where the package puts the program
 * @param {string} name of the package
 */
export async function ensureDebianPackage(path, name) {
  if (await exists(path)) return;
  if (!(await exists("/etc/debian_version")) || process.getuid?.() !== 0) throw new Error(`apt-get install ${name}`);
  say(`Installing ${name} with apt-get`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-q"], { env });
  await run("apt-get", ["install", "-y", "--no-install-recommends", name], { env });
}
