// Tombi, another TOML language server, for benchmarks: the program inside of the Python wheel pinned in test/programs/tombi.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureProgram, exists, run } from "./programCache.mjs";

const lockfile = "requirements.txt";

/**
 * The pinned Tombi, installed first when needed (some 10 MB). Does not reject: where there is no Python, no network or no
 * wheel for this machine, it says so.
 *
 * @returns {Promise<{ path: string, version: string } | { unobtainable: string }>}
 */
export async function obtainTombi() {
  try {
    const folder = await ensureProgram("tombi", install, [lockfile]);
    const path = join(folder, "wheels/bin", process.platform === "win32" ? "tombi.exe" : "tombi");
    if (!(await exists(path))) return { unobtainable: "its wheel holds no program" };
    const pinned = /^tombi==(\S+)/m.exec(await readFile(join(folder, lockfile), "utf8"));
    return { path, version: pinned?.[1] ?? "" };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { unobtainable: `pip could not install it (${reason})` };
  }
}

/** @param {string} folder */
function install(folder) {
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
  const pinned = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", lockfile];
  return run("python3", ["-m", "pip", "install", ...quiet, ...pinned, "--target", "wheels"], { cwd: folder });
}
