// jq in Go, as Monad's transforms have it: a small program over the library, built from the modules pinned in test/programs/gojq.
import { join } from "node:path";
import { ensureProgram, run } from "./programCache.mjs";

/** What it is built from. */
export const gojqSources = ["go.sum", "go.mod", "main.go"];

/**
 * The path of the program, built first when needed. Does not reject: where there is no Go or no network, it says so.
 *
 * @returns {Promise<{ path: string } | { unobtainable: string }>}
 */
export async function obtainGojq() {
  const name = process.platform === "win32" ? "gojq.exe" : "gojq";
  const environment = { GOFLAGS: "-mod=readonly -buildvcs=false", GOTOOLCHAIN: "local" };
  const build = (/** @type {string} */ folder) =>
    run("go", ["build", "-o", name, "."], { cwd: folder, env: environment });
  try {
    const folder = await ensureProgram("gojq", build, gojqSources);
    return { path: join(folder, name) };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { unobtainable: `Go could not build it (${reason})` };
  }
}
