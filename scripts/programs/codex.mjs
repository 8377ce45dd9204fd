// The real Codex, pinned in test/programs/codex.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ensureProgram, exists, npm } from "./programCache.mjs";

/**
 * Path of the pinned Codex executable; installs it first when needed (some 100 MB).
 * It is the native program of the package, not its JavaScript launcher, which costs a Node start for each run.
 */
export async function ensureCodex() {
  const folder = await ensureProgram("codex", (cwd) => npm(["ci", "--ignore-scripts"], { cwd }));
  return nativeExecutable(folder);
}

/** @param {string} folder */
async function nativeExecutable(folder) {
  const name = process.platform === "win32" ? "codex.exe" : "codex";
  const vendor = join(folder, "node_modules/@openai", `codex-${process.platform}-${process.arch}`, "vendor");
  for (const target of await readdir(vendor).catch(() => [])) {
    for (const inner of ["bin", "codex"]) {
      const path = join(vendor, target, inner, name);
      if (await exists(path)) return path;
    }
  }
  throw new Error(`The Codex package holds no executable for ${process.platform}-${process.arch} in ${vendor}`);
}
