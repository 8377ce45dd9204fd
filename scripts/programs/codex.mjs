// The real Codex, pinned in test/programs/codex.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureInstalled, ensureProgram, exists, npm } from "./programCache.mjs";

/** Only what a version of npm's looks like may become part of a command. */
const versionPattern = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/**
 * Path of the Codex that tests run with: the pinned one, or that of CODEX_OTEL_CODEX_VERSION; installs it first when needed
 * (some 100 MB). It is the native program of the package, not its JavaScript launcher, which costs a Node start for each run.
 */
export async function ensureCodex() {
  const { CODEX_OTEL_CODEX_VERSION: version } = process.env;
  if (version !== undefined) return obtainCodexVersion(version);
  return nativeExecutable(await ensureProgram("codex", (cwd) => npm(["ci", "--ignore-scripts"], { cwd })));
}

/** The version of {@link ensureCodex}. */
export async function codexVersionUnderTest() {
  const { CODEX_OTEL_CODEX_VERSION: version } = process.env;
  return version ?? (await pinnedCodexVersion());
}

/** The version that `test/programs/codex` names. */
export async function pinnedCodexVersion() {
  const manifest = new URL("../../test/programs/codex/package.json", import.meta.url);
  return String(JSON.parse(await readFile(manifest, "utf8")).dependencies["@openai/codex"]);
}

/**
 * Path of the Codex of a version; installs it first when needed.
 *
 * @param {string} version such as `0.171.0`
 */
export async function obtainCodexVersion(version) {
  if (!versionPattern.test(version))
    throw new Error(`${JSON.stringify(version)} is no version of Codex, such as 0.171.0.`);
  const folder = await ensureInstalled(`codex-${version}`, async (cwd) => {
    await writeFile(join(cwd, "package.json"), '{ "private": true }');
    await npm(["install", "--ignore-scripts", "--no-audit", "--no-fund", `@openai/codex@${version}`], { cwd });
  });
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
