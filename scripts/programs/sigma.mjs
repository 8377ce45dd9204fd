// pySigma, the reference parser of Sigma rules, for tests: the Python packages pinned in test/programs/sigma.
import { join } from "node:path";
import { ensureProgram, run } from "./programCache.mjs";

const lockfile = "requirements.txt";

/**
 * The folder of the pinned pySigma, to be put into PYTHONPATH; installed first when needed (some 15 MB). Does not reject:
 * where there is no Python 3.10 with pip, or no network, it says so.
 *
 * @returns {Promise<{ path: string } | { unobtainable: string }>}
 */
export async function obtainSigma() {
  try {
    return { path: join(await ensureProgram("sigma", install, [lockfile]), "packages") };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { unobtainable: `pip could not install it (${reason})` };
  }
}

/** @param {string} folder */
function install(folder) {
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
  const pinned = ["--require-hashes", "--no-deps", "--requirement", lockfile];
  return run("python3", ["-m", "pip", "install", ...quiet, ...pinned, "--target", "packages"], { cwd: folder });
}
