// The OpenTelemetry SDK for Python, for tests: the packages pinned in test/programs/python.
import { join } from "node:path";
import { ensureProgram, run } from "./programCache.mjs";

const lockfile = "requirements.txt";

/**
 * The folder of the pinned packages, to be put into PYTHONPATH; installed first when needed (some 60 MB). Does not reject:
 * where there is no Python with pip, or no network, it says so.
 *
 * @returns {Promise<{ path: string } | { unobtainable: string }>}
 */
export async function obtainPythonSdk() {
  try {
    return { path: join(await ensureProgram("python", install, [lockfile]), "packages") };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { unobtainable: `pip could not install it (${reason})` };
  }
}

/** @param {string} folder */
function install(folder) {
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
  const pinned = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", lockfile];
  return run("python3", ["-m", "pip", "install", ...quiet, ...pinned, "--target", "packages"], { cwd: folder });
}
