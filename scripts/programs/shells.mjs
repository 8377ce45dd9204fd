// Shells whose completion of command lines is tested.
import { ensureDebianPackage } from "./debianPackage.mjs";
import { run } from "./programCache.mjs";

/**
 * The path of a shell, with `bash`, `fish` or `zsh` in `/usr/bin` or `/bin`; installs Debian's as root. Does not reject: where
 * it cannot be had, it says so.
 *
 * @param {"bash" | "fish" | "zsh"} name
 * @returns {Promise<{ path: string } | { unobtainable: string }>}
 */
async function obtainShell(name) {
  if (process.platform === "win32") return { unobtainable: "it is not run on Windows" };
  const path = process.platform === "darwin" ? `/bin/${name}` : `/usr/bin/${name}`;
  try {
    await ensureDebianPackage(path, name);
    await run(path, ["-c", "exit"], {});
    return { path };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { unobtainable: `it does not run here (${reason})` };
  }
}

/** bash, which is there nearly everywhere. */
export const obtainBash = () => obtainShell("bash");
export const obtainFish = () => obtainShell("fish");
export const obtainZsh = () => obtainShell("zsh");
