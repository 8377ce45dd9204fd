// Otelite, a viewer of telemetry on one's own machine, for benchmarks: built from the crate pinned in test/programs/otelite.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureProgram, run } from "./programCache.mjs";

const pin = "version.txt";

/**
 * The pinned Otelite, built first when needed (some minutes). Does not reject: where there is no Rust or no network, it
 * says so. The crate's own lock file pins what it is made of.
 *
 * @returns {Promise<{ path: string, version: string } | { unobtainable: string }>}
 */
export async function obtainOtelite() {
  try {
    const folder = await ensureProgram("otelite", install, [pin]);
    const name = process.platform === "win32" ? "otelite.exe" : "otelite";
    return { path: join(folder, "bin", name), version: await versionIn(folder) };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { unobtainable: `Cargo could not build it (${reason})` };
  }
}

/** @param {string} folder */
async function install(folder) {
  const version = await versionIn(folder);
  const env = { CARGO_TARGET_DIR: join(folder, "target") };
  await run("cargo", ["install", "otelite", "--version", version, "--locked", "--root", folder], { cwd: folder, env });
  await rm(join(folder, "target"), { recursive: true, force: true });
}

/** @param {string} folder */
const versionIn = async (folder) => (await readFile(join(folder, pin), "utf8")).trim();
